/* getfsstat(), statfs() and getattrlist(): mounts as tests made them. */
#include "fake.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <sys/attr.h>
#include <sys/param.h>
#include <sys/mount.h>

enum { MOUNTS = 32 };
static struct statfs table[MOUNTS];
static uint64_t used[MOUNTS]; /* bytes; 0: not told */
static int mount_count;

void fake_unmount(void)
{
    mount_count = 0;
}

/* numbers: flags, block size, blocks, free, available, files, free files, used */
void fake_mount(const char *device, const char *place, const char *type, const uint64_t *numbers)
{
    struct statfs *mount = &table[mount_count];
    memset(mount, 0, sizeof *mount);
    strncpy(mount->f_mntfromname, device, sizeof mount->f_mntfromname);
    strncpy(mount->f_mntonname, place, sizeof mount->f_mntonname);
    strncpy(mount->f_fstypename, type, sizeof mount->f_fstypename);
    mount->f_flags = (uint32_t)numbers[0];
    mount->f_bsize = (uint32_t)numbers[1];
    mount->f_blocks = numbers[2];
    mount->f_bfree = numbers[3];
    mount->f_bavail = numbers[4];
    mount->f_files = numbers[5];
    mount->f_ffree = numbers[6];
    used[mount_count++] = numbers[7];
}

static int fail(int error)
{
    errno = error;
    return -1;
}

int getfsstat(struct statfs *out, int size, int flags)
{
    int value = 0;
    enum fault_kind kind = fake_enter(out == NULL ? "getfsstat:size" : "getfsstat", &value);
    if (kind == FAULT_FAIL)
        return fail(value);
    if (flags != MNT_NOWAIT)
        return fail(EINVAL);
    if (out == NULL)
        return kind == FAULT_SHORT ? value : mount_count;
    int room = size / (int)sizeof *out;
    int given = mount_count < room ? mount_count : room;
    memcpy(out, table, (size_t)given * sizeof *out);
    if (kind == FAULT_SHORT)
        return value < 0 ? room : value;
    return given;
}

static int mounted_at(const char *path)
{
    for (int i = 0; i < mount_count; i++) {
        if (strcmp(table[i].f_mntonname, path) == 0)
            return i;
    }
    return -1;
}

int statfs(const char *path, struct statfs *out)
{
    int value = 0;
    if (fake_enter("statfs", &value) == FAULT_FAIL)
        return fail(value);
    int mount = -1;
    for (int i = 0; i < mount_count; i++) { /* the last that holds it: mounts stand upon each other */
        if (strncmp(path, table[i].f_mntonname, strnlen(table[i].f_mntonname, MAXPATHLEN)) == 0)
            mount = i;
    }
    if (mount < 0)
        return fail(ENOENT);
    *out = table[mount];
    return 0;
}

int getattrlist(const char *path, void *wanted, void *out, size_t size, unsigned int options)
{
    int value = 0;
    enum fault_kind kind = fake_enter("getattrlist", &value);
    if (kind == FAULT_FAIL)
        return fail(value);
    const struct attrlist *list = wanted;
    int mount = mounted_at(path);
    uint32_t length = 12;
    if (mount < 0 || options != 0 || list->bitmapcount != ATTR_BIT_MAP_COUNT ||
        list->volattr != (ATTR_VOL_INFO | ATTR_VOL_SPACEUSED) || size < length || used[mount] == 0)
        return fail(EINVAL);
    if (kind == FAULT_SHORT)
        length = (uint32_t)value;
    memcpy(out, &length, sizeof length);
    memcpy((char *)out + 4, &used[mount], sizeof used[mount]);
    return 0;
}
