/* clang-format off */
/* One line per file that defines `PyMethodDef <name>_methods[]`, sorted. module.c reads this list twice. */
TABLE(handle)
TABLE(memory)
TABLE(network)
TABLE(process)
TABLE(system)
/* clang-format on */
