/* Binding of the network domain: what kind of link an interface has. */
#include "objects.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <sys/filio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <net/if.h>
#include <unistd.h>

/* 0 or an errno. Interfaces without media (loopback, tunnels) answer with an error, which one differs. */
static int read_media(const char *name, struct ifmediareq *out, bool *known)
{
    memset(out, 0, sizeof *out);
    memcpy(out->ifm_name, name, strnlen(name, sizeof out->ifm_name - 1));
    errno = 0;
    int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    if (descriptor < 0)
        return errno != 0 ? errno : EIO;
    ioctl(descriptor, FIOCLEX); /* the system cannot open it so */
    *known = ioctl(descriptor, SIOCGIFMEDIA, out) == 0;
    close(descriptor);
    return 0;
}

static PyObject *media(PyObject *module, PyObject *argument)
{
    (void)module;
    PyObject *encoded = NULL;
    struct ifmediareq found;
    bool known = false;
    int error;
    if (!PyUnicode_FSConverter(argument, &encoded))
        return NULL;
    const char *name = PyBytes_AsString(encoded);
    Py_BEGIN_ALLOW_THREADS
    error = read_media(name, &found, &known);
    Py_END_ALLOW_THREADS
    Py_DECREF(encoded);
    if (error != 0)
        return raise_errno(error, "socket(AF_INET)");
    if (!known)
        Py_RETURN_NONE;
    return Py_BuildValue("(II)", (unsigned int)found.ifm_active, (unsigned int)found.ifm_status);
}

PyMethodDef media_methods[] = {
    {"media", media, METH_O,
     "media(interface)\n--\n\nThe active medium and its state (net/if_media.h); None for an interface "
     "without media."},
    {NULL, NULL, 0, NULL},
};
