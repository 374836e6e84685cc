/* IOKit and CoreFoundation, opened while the program runs: a system without them has no battery to tell of,
 * but everything else. Declared by hand, as the cross compiler's share of the SDK has no frameworks. No
 * Python. */
#ifndef SYSPROBE_FRAMEWORKS_H
#define SYSPROBE_FRAMEWORKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef const void *cf_object;
typedef uint32_t io_object; /* a Mach port's name; 0: none */

struct frameworks {
    void (*release)(cf_object);
    unsigned long (*type_of)(cf_object);
    unsigned long (*string_type)(void);
    unsigned long (*number_type)(void);
    unsigned long (*boolean_type)(void);
    unsigned long (*dictionary_type)(void);
    long (*array_count)(cf_object);
    cf_object (*array_item)(cf_object, long);
    cf_object (*dictionary_value)(cf_object, cf_object);
    cf_object (*make_string)(cf_object allocator, const char *, uint32_t encoding);
    unsigned char (*string_text)(cf_object, char *, long, uint32_t encoding);
    unsigned char (*number_value)(cf_object, long type, void *);
    unsigned char (*boolean_value)(cf_object);
    cf_object (*power_info)(void);
    cf_object (*power_list)(cf_object);
    cf_object (*power_description)(cf_object, cf_object); /* not to be released */
    cf_object (*matching)(const char *);
    int (*matching_services)(io_object, cf_object, io_object *); /* takes the dictionary over */
    io_object (*next)(io_object);
    int (*release_object)(io_object);
    int (*parent)(io_object, const char *plane, io_object *);
    int (*conforms)(io_object, const char *);
    int (*properties)(io_object, cf_object *, cf_object allocator, uint32_t options);
    cf_object (*search_property)(io_object, const char *plane, cf_object key, cf_object allocator,
                                 uint32_t options);
};

/* 0, or ENXIO if a framework or one of its functions is missing. */
int open_frameworks(struct frameworks *out);

/* A string that is to be released; NULL: no memory. */
cf_object framework_string(const struct frameworks *use, const char *text);

/* Values of a dictionary by their keys. False: there is none, or it is of another type. */
bool dictionary_number(const struct frameworks *use, cf_object dictionary, const char *key, int64_t *out);
bool dictionary_boolean(const struct frameworks *use, cf_object dictionary, const char *key, bool *out);
bool dictionary_text(const struct frameworks *use, cf_object dictionary, const char *key, char *out,
                     size_t size);
/* NULL for none; not to be released. */
cf_object dictionary_dictionary(const struct frameworks *use, cf_object dictionary, const char *key);

#endif
