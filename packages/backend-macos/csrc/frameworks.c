#include "frameworks.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

enum { UTF8 = 0x08000100, SINT64 = 4 };

#define PLACE(field) offsetof(struct frameworks, field)
struct symbol {
    const char *name;
    size_t place;
};

static const struct symbol foundation[] = {
    {"CFRelease", PLACE(release)},
    {"CFGetTypeID", PLACE(type_of)},
    {"CFStringGetTypeID", PLACE(string_type)},
    {"CFNumberGetTypeID", PLACE(number_type)},
    {"CFBooleanGetTypeID", PLACE(boolean_type)},
    {"CFDictionaryGetTypeID", PLACE(dictionary_type)},
    {"CFArrayGetCount", PLACE(array_count)},
    {"CFArrayGetValueAtIndex", PLACE(array_item)},
    {"CFDictionaryGetValue", PLACE(dictionary_value)},
    {"CFStringCreateWithCString", PLACE(make_string)},
    {"CFStringGetCString", PLACE(string_text)},
    {"CFNumberGetValue", PLACE(number_value)},
    {"CFBooleanGetValue", PLACE(boolean_value)},
    {NULL, 0},
};

static const struct symbol kit[] = {
    {"IOPSCopyPowerSourcesInfo", PLACE(power_info)},
    {"IOPSCopyPowerSourcesList", PLACE(power_list)},
    {"IOPSGetPowerSourceDescription", PLACE(power_description)},
    {"IOServiceMatching", PLACE(matching)},
    {"IOServiceGetMatchingServices", PLACE(matching_services)},
    {"IOIteratorNext", PLACE(next)},
    {"IOObjectRelease", PLACE(release_object)},
    {"IORegistryEntryGetParentEntry", PLACE(parent)},
    {"IOObjectConformsTo", PLACE(conforms)},
    {"IORegistryEntryCreateCFProperties", PLACE(properties)},
    {"IORegistryEntrySearchCFProperty", PLACE(search_property)},
    {NULL, 0},
};

/* A framework is never closed: what it has set up (classes, caches) is meant to stay until the program ends.
 */
static int open_one(const char *path, const struct symbol *symbols, struct frameworks *out)
{
    void *library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL)
        return ENXIO;
    for (; symbols->name != NULL; symbols++) {
        void *address = dlsym(library, symbols->name);
        if (address == NULL)
            return ENXIO;
        memcpy((char *)out + symbols->place, &address, sizeof address);
    }
    return 0;
}

int open_frameworks(struct frameworks *out)
{
    int error =
        open_one("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation", foundation, out);
    if (error == 0)
        error = open_one("/System/Library/Frameworks/IOKit.framework/IOKit", kit, out);
    return error;
}

cf_object framework_string(const struct frameworks *use, const char *text)
{
    return use->make_string(NULL, text, UTF8);
}

/* The value, if it is of this type. */
static cf_object value_of(const struct frameworks *use, cf_object dictionary, const char *key,
                          unsigned long type)
{
    cf_object name = framework_string(use, key);
    if (name == NULL)
        return NULL;
    cf_object value = use->dictionary_value(dictionary, name);
    use->release(name);
    return value != NULL && use->type_of(value) == type ? value : NULL;
}

bool dictionary_number(const struct frameworks *use, cf_object dictionary, const char *key, int64_t *out)
{
    cf_object value = value_of(use, dictionary, key, use->number_type());
    return value != NULL && use->number_value(value, SINT64, out) != 0;
}

bool dictionary_boolean(const struct frameworks *use, cf_object dictionary, const char *key, bool *out)
{
    cf_object value = value_of(use, dictionary, key, use->boolean_type());
    if (value != NULL)
        *out = use->boolean_value(value) != 0;
    return value != NULL;
}

bool dictionary_text(const struct frameworks *use, cf_object dictionary, const char *key, char *out,
                     size_t size)
{
    cf_object value = value_of(use, dictionary, key, use->string_type());
    return value != NULL && use->string_text(value, out, (long)size, UTF8) != 0;
}

cf_object dictionary_dictionary(const struct frameworks *use, cf_object dictionary, const char *key)
{
    return value_of(use, dictionary, key, use->dictionary_type());
}
