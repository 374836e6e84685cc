/* Walking a text line by line, and words in it. No Python.h here. */
#ifndef SYSPROBE_LINES_H
#define SYSPROBE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A piece of the text that is parsed; it lives as long as the text. */
struct span {
    const char *start;
    size_t size;
};

/* End of the line at `at`: its newline, or `end`. */
static inline const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline : end;
}

/* Start of the line after the one that ends at `eol`. */
static inline const char *next_line(const char *eol, const char *end)
{
    return eol < end ? eol + 1 : end;
}

/* What is left of a line, without its newline. */
struct line {
    const char *at;
    const char *end;
};

/* Cuts the line at `*at` off and moves on to the next; false at the end of the text. */
static inline bool cut_line(const char **at, const char *end, struct line *line)
{
    if (*at >= end)
        return false;
    line->at = *at;
    line->end = line_end(*at, end);
    *at = next_line(line->end, end);
    return true;
}

/* Whether a span is this word. */
static inline bool is_word(struct span span, const char *word)
{
    return span.size == strlen(word) && memcmp(span.start, word, span.size) == 0;
}

/* Cuts "key:" and the blanks behind it off a line; false where it has no colon. */
static inline bool cut_key(struct line *line, struct span *key)
{
    const char *colon = memchr(line->at, ':', (size_t)(line->end - line->at));
    if (colon == NULL)
        return false;
    key->start = line->at;
    key->size = (size_t)(colon - line->at);
    line->at = colon + 1;
    while (line->at < line->end && (*line->at == ' ' || *line->at == '\t'))
        line->at++;
    return true;
}

/* Whether the text at `at` starts with this word; then where the word ends, else NULL. */
static inline const char *after_word(const char *at, const char *end, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(end - at) < size || memcmp(at, word, size) != 0)
        return NULL;
    return at + size;
}

/* The text from `start` to `end` without blanks around it. */
static inline struct span trimmed(const char *start, const char *end)
{
    struct span span;
    while (start < end && (*start == ' ' || *start == '\t'))
        start++;
    while (start < end && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    span.start = start;
    span.size = (size_t)(end - start);
    return span;
}

#endif
