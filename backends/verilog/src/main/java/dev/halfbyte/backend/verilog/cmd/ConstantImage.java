package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.Memory;

/// Where the words of one constant LOAD stand in `weights.bin`.
///
/// @param name unique in its program
/// @param memory the memory whose words these are: wgt, par or table
/// @param words number of words
/// @param offset first byte in the file
/// @param bytes length, whole 64-bit beats
public record ConstantImage(String name, Memory memory, int words, int offset, int bytes) {}
