/* IP addresses as text. No Python.h. */
#ifndef SYSPROBE_IP_TEXT_H
#define SYSPROBE_IP_TEXT_H

#include <stddef.h>

enum { IP_TEXT_SIZE = 46 };

/* Write an address of 4 or 16 bytes with a closing NUL; returns the length without it. */
size_t ip_text(const unsigned char *address, size_t size, char text[IP_TEXT_SIZE]);

#endif
