// Verilator's runtime and the driver as one translation unit: their headers, which cost more than
// their code, are parsed once.

#include "verilated.cpp"
#include "verilated_threads.cpp"

#include "hb_driver.cpp"
#include "hb_memory.cpp"
#include "hb_watch.cpp"
