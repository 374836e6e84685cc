/* clang-format off */
/* One line per file that defines `PyMethodDef <name>_methods[]`, sorted. module.c reads this list twice. */
TABLE(files)
TABLE(memory)
TABLE(process_reader)
/* clang-format on */
TABLE(cpu)
TABLE(system)
