#include "process_numbers.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int add_number(struct numbers *numbers, int number)
{
    if (numbers->count == numbers->room) {
        size_t room = numbers->room ? numbers->room * 2 : 256;
        int *space = room > SIZE_MAX / sizeof *space ? NULL : realloc(numbers->at, room * sizeof *space);
        if (!space)
            return ENOMEM;
        numbers->at = space;
        numbers->room = room;
    }
    numbers->at[numbers->count++] = number;
    return 0;
}

int list_numbers(struct directory *directory, struct numbers *out)
{
    for (;;) {
        const char *name;
        int64_t number;
        int error = directory_next(directory, &name);
        if (error || !name)
            return error;
        size_t len = strlen(name);
        if (read_number(name, name + len, &number) != name + len || number < 0 || number > INT_MAX)
            continue;
        error = add_number(out, (int)number);
        if (error)
            return error;
    }
}

static int compare_numbers(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

int open_numbers(const struct pinned *folder, const char *name, struct directory *directory,
                 struct numbers *out)
{
    int error = pinned_check(folder);
    if (!error)
        error = directory_open(directory, folder->fd, name);
    if (error)
        return error;
    error = list_numbers(directory, out);
    if (error)
        directory_close(directory);
    else if (out->count > 1)
        qsort(out->at, out->count, sizeof *out->at, compare_numbers);
    return error;
}
