/* CoreFoundation and IOKit as far as they are asked, opened as the real ones. Objects that a test made live
 * until the next one; a reference that a call gives out is counted until it is given back. */
#include "fake.h"

#include <dlfcn.h>
#include <string.h>

enum kind { NOTHING, TEXT, NUMBER, BOOLEAN, DICTIONARY, ARRAY, OTHER };
enum {
    OBJECTS = 256,
    ENTRIES = 16,
    MOST = 32,
    UTF8 = 0x08000100,
    SINT64 = 4,
    TABLE = 0x4000,
    MEDIA = 0x5000,
    DRIVER = 0x6000
};

struct object {
    enum kind kind;
    char text[300];
    int64_t number;
    struct {
        char key[64];
        struct object *value;
    } entries[ENTRIES];
    int count;
};
typedef const struct object *reference;

static struct object objects[OBJECTS];
static int object_count;
static struct object *sources[MOST];
static int source_count;
static struct {
    struct object *media, *driver, *location;
    int conforms;
} disks[MOST];
static int disk_count;
static __thread int next_disk; /* every iterator is asked by the thread that made it */
int fake_references;           /* to objects of both frameworks, given out and not yet given back */

static void count(int change)
{
    __atomic_add_fetch(&fake_references, change, __ATOMIC_RELAXED);
}

void fake_forget_objects(void)
{
    memset(objects, 0, sizeof objects);
    object_count = source_count = disk_count = 0;
}

static struct object *make(enum kind kind)
{
    objects[object_count].kind = kind;
    return &objects[object_count++];
}

struct object *fake_dictionary(void)
{
    return make(DICTIONARY);
}

/* A value of this kind: `number` for numbers and booleans, `text` for texts, `value` for dictionaries. */
void fake_set(struct object *dictionary, const char *key, int kind, const char *text, int64_t number,
              struct object *value)
{
    if (kind != DICTIONARY)
        value = make((enum kind)kind);
    value->number = kind == DICTIONARY ? value->number : number;
    if (kind == TEXT)
        strncpy(value->text, text, sizeof value->text - 1);
    strncpy(dictionary->entries[dictionary->count].key, key, sizeof dictionary->entries[0].key - 1);
    dictionary->entries[dictionary->count++].value = value;
}

void fake_power_source(struct object *description)
{
    sources[source_count++] = description;
}

void fake_disk(struct object *media, struct object *driver, struct object *location, int conforms)
{
    disks[disk_count].media = media;
    disks[disk_count].driver = driver;
    disks[disk_count].location = location;
    disks[disk_count++].conforms = conforms;
}

/* -- CoreFoundation ----------------------------------------------------------------------------------------
 */

/* Keys are made in pairs with their release, one after the other in each thread: a few places are enough. */
static __thread struct object key;

static const void *make_string(const void *allocator, const char *text, uint32_t encoding)
{
    int value = 0;
    if (fake_enter("CFStringCreateWithCString", &value) == FAULT_FAIL || allocator != NULL ||
        encoding != UTF8)
        return NULL;
    key.kind = TEXT;
    strncpy(key.text, text, sizeof key.text - 1);
    count(1);
    return &key;
}

static void release(const void *object)
{
    count(object == NULL ? -1000 : -1);
}

static unsigned long type_of(const void *object)
{
    return ((reference)object)->kind;
}

static unsigned long string_type(void)
{
    return TEXT;
}

static unsigned long number_type(void)
{
    return NUMBER;
}

static unsigned long boolean_type(void)
{
    return BOOLEAN;
}

static unsigned long dictionary_type(void)
{
    return DICTIONARY;
}

static long array_count(const void *array)
{
    int value = 0;
    if (fake_enter("CFArrayGetCount", &value) == FAULT_SHORT)
        return value;
    return ((reference)array)->kind == ARRAY ? source_count : -1;
}

static const void *array_item(const void *array, long place)
{
    return ((reference)array)->kind == ARRAY && place < source_count ? sources[place] : NULL;
}

static const void *dictionary_value(const void *dictionary, const void *name)
{
    reference found = dictionary;
    for (int i = 0; i < found->count; i++) {
        if (strcmp(found->entries[i].key, ((reference)name)->text) == 0)
            return found->entries[i].value;
    }
    return NULL;
}

static unsigned char string_text(const void *object, char *out, long size, uint32_t encoding)
{
    size_t length = strlen(((reference)object)->text);
    if (encoding != UTF8 || (long)length >= size)
        return 0;
    memcpy(out, ((reference)object)->text, length + 1);
    return 1;
}

static unsigned char number_value(const void *object, long type, void *out)
{
    int value = 0;
    if (fake_enter("CFNumberGetValue", &value) == FAULT_FAIL || type != SINT64)
        return 0;
    memcpy(out, &((reference)object)->number, sizeof(int64_t));
    return 1;
}

static unsigned char boolean_value(const void *object)
{
    return ((reference)object)->number != 0;
}

/* -- IOKit
 * --------------------------------------------------------------------------------------------------- */

static struct object power = {.kind = OTHER}, list = {.kind = ARRAY}, wanted = {.kind = OTHER};

static const void *power_info(void)
{
    int value = 0;
    if (fake_enter("IOPSCopyPowerSourcesInfo", &value) == FAULT_FAIL)
        return NULL;
    count(1);
    return &power;
}

static const void *power_list(const void *info)
{
    int value = 0;
    if (fake_enter("IOPSCopyPowerSourcesList", &value) == FAULT_FAIL || info != &power)
        return NULL;
    count(1);
    return &list;
}

static const void *power_description(const void *info, const void *source)
{
    int value = 0;
    if (fake_enter("IOPSGetPowerSourceDescription", &value) == FAULT_FAIL || info != &power)
        return NULL;
    return source;
}

static const void *matching(const char *name)
{
    int value = 0;
    if (fake_enter("IOServiceMatching", &value) == FAULT_FAIL || strcmp(name, "IOMedia") != 0)
        return NULL;
    count(1);
    return &wanted;
}

static int matching_services(uint32_t port, const void *dictionary, uint32_t *out)
{
    int value = 0;
    count(-1); /* the dictionary, whatever comes */
    if (fake_enter("IOServiceGetMatchingServices", &value) == FAULT_FAIL || port != 0 ||
        dictionary != &wanted)
        return 5;
    next_disk = 0;
    *out = TABLE;
    count(1);
    return 0;
}

static uint32_t next_object(uint32_t iterator)
{
    int number = next_disk++;
    if (iterator != TABLE || number >= disk_count)
        return 0;
    count(1);
    return (uint32_t)(MEDIA + number);
}

static int release_object(uint32_t object)
{
    count(object == 0 ? -1000 : -1);
    return 0;
}

static int parent(uint32_t object, const char *plane, uint32_t *out)
{
    int value = 0;
    if (fake_enter("IORegistryEntryGetParentEntry", &value) == FAULT_FAIL || strcmp(plane, "IOService") != 0)
        return 5;
    *out = object - MEDIA + DRIVER;
    count(1);
    return 0;
}

static int conforms(uint32_t object, const char *name)
{
    return object >= DRIVER && strcmp(name, "IOBlockStorageDriver") == 0 && disks[object - DRIVER].conforms;
}

static int properties(uint32_t object, const void **out, const void *allocator, uint32_t options)
{
    int value = 0;
    if (fake_enter("IORegistryEntryCreateCFProperties", &value) == FAULT_FAIL || allocator != NULL ||
        options != 0)
        return 5;
    *out = object >= DRIVER ? disks[object - DRIVER].driver : disks[object - MEDIA].media;
    count(1);
    return 0;
}

static const void *search_property(uint32_t object, const char *plane, const void *name,
                                   const void *allocator, uint32_t options)
{
    int value = 0;
    if (fake_enter("IORegistryEntrySearchCFProperty", &value) == FAULT_FAIL || allocator != NULL ||
        options != 3)
        return NULL;
    if (strcmp(plane, "IOService") != 0 || strcmp(((reference)name)->text, "Protocol Characteristics") != 0)
        return NULL;
    const void *found = disks[object - MEDIA].location;
    count(found != NULL);
    return found;
}

/* -- the loader
 * ------------------------------------------------------------------------------------------------ */

#define ENTRY(name, function) {name, (void *)function}
static const struct {
    const char *name;
    void *address;
} foundation[] =
    {
        ENTRY("CFRelease", release),
        ENTRY("CFGetTypeID", type_of),
        ENTRY("CFStringGetTypeID", string_type),
        ENTRY("CFNumberGetTypeID", number_type),
        ENTRY("CFBooleanGetTypeID", boolean_type),
        ENTRY("CFDictionaryGetTypeID", dictionary_type),
        ENTRY("CFArrayGetCount", array_count),
        ENTRY("CFArrayGetValueAtIndex", array_item),
        ENTRY("CFDictionaryGetValue", dictionary_value),
        ENTRY("CFStringCreateWithCString", make_string),
        ENTRY("CFStringGetCString", string_text),
        ENTRY("CFNumberGetValue", number_value),
        ENTRY("CFBooleanGetValue", boolean_value),
        {NULL, NULL},
    },
  kit[] = {
      ENTRY("IOPSCopyPowerSourcesInfo", power_info),
      ENTRY("IOPSCopyPowerSourcesList", power_list),
      ENTRY("IOPSGetPowerSourceDescription", power_description),
      ENTRY("IOServiceMatching", matching),
      ENTRY("IOServiceGetMatchingServices", matching_services),
      ENTRY("IOIteratorNext", next_object),
      ENTRY("IOObjectRelease", release_object),
      ENTRY("IORegistryEntryGetParentEntry", parent),
      ENTRY("IOObjectConformsTo", conforms),
      ENTRY("IORegistryEntryCreateCFProperties", properties),
      ENTRY("IORegistryEntrySearchCFProperty", search_property),
      {NULL, NULL},
  };

void *dlopen(const char *path, int mode)
{
    int value = 0;
    if (fake_enter("dlopen", &value) == FAULT_FAIL || (mode & RTLD_LAZY) == 0)
        return NULL;
    if (strcmp(path, "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation") == 0)
        return (void *)foundation;
    return strcmp(path, "/System/Library/Frameworks/IOKit.framework/IOKit") == 0 ? (void *)kit : NULL;
}

void *dlsym(void *library, const char *name)
{
    int value = 0;
    if (fake_enter("dlsym", &value) == FAULT_FAIL)
        return NULL;
    const __typeof__(foundation[0]) *entry = library;
    while (entry->name != NULL && strcmp(entry->name, name) != 0)
        entry++;
    return entry->address;
}
