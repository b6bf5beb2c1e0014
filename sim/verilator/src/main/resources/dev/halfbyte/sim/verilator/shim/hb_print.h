// Included before everything else (-include): sends $display and assertion messages to the
// simulation that is running on this thread, instead of the standard output of the whole process.
#ifndef HB_PRINT_H
#define HB_PRINT_H
extern "C" int hb_print(const char* format, ...) __attribute__((format(printf, 1, 2)));
#define VL_PRINTF hb_print
#endif
