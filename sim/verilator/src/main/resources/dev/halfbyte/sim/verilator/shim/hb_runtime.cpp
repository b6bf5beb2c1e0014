// Verilator's runtime and the driver as one translation unit: their headers, which cost more than
// their code, are parsed once.

#include "hb_driver.cpp"
#include "hb_memory.cpp"
#include "hb_watch.cpp"

// What follows opens files, formats messages and the like, none of it in a cycle: not optimizing it
// saves a fifth of the time. What a model does in its cycles is inline in the headers, which stand
// above as far as the driver includes them.
#pragma GCC optimize("O0")
#include "verilated.cpp"
#include "verilated_threads.cpp"
