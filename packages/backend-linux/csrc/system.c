/* The host as a whole: uptime, logins, pressure. */
#include "objects.h"

#include "parse_loadavg.h"
#include "parse_pressure.h"
#include "parse_utmp.h"

static PyObject *uptime_seconds(PyObject *module, PyObject *data)
{
    const char *at, *end;
    double seconds;
    (void)module;
    if (!open_bytes(data, &at, &end))
        return NULL;
    if (parse_loadavg(at, (size_t)(end - at), &seconds, 1) < 0)
        Py_RETURN_NONE;
    return PyFloat_FromDouble(seconds);
}

static PyObject *make_averages(const struct pressure *pressure, enum pressure_line which)
{
    const struct pressure_averages *line = &pressure->line[which];
    if (!(pressure->present & (1u << which)))
        Py_RETURN_NONE;
    return Py_BuildValue("(dddd)", line->avg10, line->avg60, line->avg300, (double)line->total / 1e6);
}

static PyObject *pressure_lines(PyObject *module, PyObject *data)
{
    const char *at, *end;
    struct pressure pressure;
    (void)module;
    if (!open_bytes(data, &at, &end))
        return NULL;
    if (parse_pressure(at, (size_t)(end - at), &pressure) < 0)
        Py_RETURN_NONE;
    return Py_BuildValue("NN", make_averages(&pressure, PRESSURE_SOME),
                         make_averages(&pressure, PRESSURE_FULL));
}

static PyObject *make_text(struct span span)
{
    return text_or_none(span.size ? span.start : NULL, span.size);
}

static PyObject *make_login(const struct utmp_login *login)
{
    double started = (double)login->seconds + (double)login->microseconds / 1e6;
    return Py_BuildValue("NNNNN", make_text(login->user), make_text(login->terminal), make_text(login->host),
                         double_or_none(login->seconds > 0, started),
                         i64_or_none(login->pid > 0, login->pid));
}

static PyObject *utmp_logins(PyObject *module, PyObject *data)
{
    const char *at, *end;
    size_t layout, index = 0;
    struct utmp_login login;
    PyObject *logins;
    (void)module;
    if (!open_bytes(data, &at, &end))
        return NULL;
    layout = parse_utmp_layout(at, (size_t)(end - at));
    if (layout == 0)
        Py_RETURN_NONE;
    logins = PyList_New(0);
    while (logins != NULL && parse_utmp(at, (size_t)(end - at), layout, &index, &login) == 0) {
        if (append_new(logins, make_login(&login)) < 0)
            Py_CLEAR(logins);
    }
    return logins;
}

PyMethodDef system_methods[] = {
    {"uptime_seconds", uptime_seconds, METH_O,
     PyDoc_STR("uptime_seconds(uptime, /)\n--\n\nSeconds since boot, or None.")},
    {"pressure_lines", pressure_lines, METH_O,
     PyDoc_STR("pressure_lines(pressure, /)\n--\n\n"
               "(some, full), each (avg10, avg60, avg300, total) or None; None where neither is there.")},
    {"utmp_logins", utmp_logins, METH_O,
     PyDoc_STR("utmp_logins(utmp, /)\n--\n\n"
               "(user, terminal, host, started, pid) for each login; None where this is no utmp file.")},
    {NULL, NULL, 0, NULL},
};
