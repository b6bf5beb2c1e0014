// hb_pkg: constants that several units share: command fields, codes, register addresses.
//
// The command fields are those of CommandField, the codes those of Opcode, Unit and Memory, the
// addresses those of RegisterMap in the catalogue; a test compares them number by number.
//
// Latency: none, constants only. Throughput: not applicable. Handshake: none.
// Combinational paths: none.
/* verilator lint_off UNUSEDPARAM */
// Reason: a package is a vocabulary; no single elaboration uses all of it.
package hb_pkg;

  // The form of products: 1 rows of single bits, the smallest in gates; 0 operators, which simulate
  // fast and let an FPGA take its multipliers. A tool that maps to gates defines HALFBYTE_GATES.
`ifdef HALFBYTE_GATES
  localparam int EXPLICIT_PRODUCTS = 1;
`else
  localparam int EXPLICIT_PRODUCTS = 0;
`endif

  // Widths of memory addresses, word counts and drained column groups on the unit ports.
  localparam int ADDR_WIDTH = 16;
  localparam int COL_WIDTH = 8;
  localparam int BEAT_WIDTH = 8;
  localparam int STREAM_WIDTH = 64;
  localparam int AXIL_ADDR_WIDTH = 20;

  // The memory side: addresses in bytes, transfers counted in beats of STREAM_WIDTH bits.
  localparam int AXI_ADDR_WIDTH = 32;
  localparam int DRAM_PAGE_BITS = 12;
  localparam int DRAM_BASE_WIDTH = AXI_ADDR_WIDTH - DRAM_PAGE_BITS;
  localparam int AXI_LENGTH_WIDTH = 8;
  localparam int DMA_BEATS_WIDTH = 29;
  localparam logic [2:0] AXI_SIZE_8_BYTES = 3'd3;
  localparam logic [1:0] AXI_BURST_INCR = 2'b01;
  localparam logic [1:0] AXI_OKAY = 2'b00;

  // Bursts of the accelerator's own master: three of them hide 192 cycles of latency.
  localparam int DMA_MAX_BURST = 64;
  localparam int DMA_OUTSTANDING = 4;

  // Addresses of act, res and wgt from SIDE_BASE on, whose upper bits are ones, are side memories.
  localparam int SIDE_BASE = 49152;
  localparam int SIDE_ADDR_WIDTH = 14;

  // Users of the ports of act that take narrow words.
  localparam int ACT_WRITERS = 4;
  localparam int ACT_READERS = 2;

  // One requantization record of the par memory.
  localparam int RECORD_WIDTH = 128;
  localparam int RECORD_BIAS_LSB = 0;
  localparam int RECORD_MULT_LSB = 32;
  localparam int RECORD_SHIFT_LSB = 64;

  // Elements of the res memory and of the epilogue output.
  localparam int ELEMENT_WIDTH = 16;

  // The kinds of array, values of the parameter ARRAY.
  localparam int ARRAY_MULTIPLY = 0;
  localparam int ARRAY_DECODE = 1;
  localparam int ARRAY_SHIFT = 2;
  localparam int ARRAY_ROW = 3;

  // The word of the decode table: records of 16 codes, then shift and factor of the shift array.
  localparam int DECODE_RECORDS = 16;
  localparam int DECODE_RECORD_WIDTH = 16;
  localparam int DECODE_SHIFT_LSB = 256;
  localparam int DECODE_SHIFT_WIDTH = 4;
  localparam int DECODE_FACTOR_LSB = 264;
  localparam int DECODE_FACTOR_WIDTH = 8;
  localparam int DECODE_WIDTH = 320;

  // A wide word is 16 narrow words side by side; addresses of wide words.
  localparam int WIDE_WORDS = 16;
  localparam int WIDE_ADDR_WIDTH = 12;
  localparam int TILE_WIDTH = 8;

  // Packed weights: the bits that say which code of a narrow word a weight is for, and the narrow
  // words whose weights are one word of wgt.
  localparam int INDEX_WIDTH = 2;
  localparam int PACK_WORDS = 2;

  // Products and skipped products of a cycle, as they are counted.
  localparam int PRODUCTS_WIDTH = 24;

  // The word of the digit planes: tables of 16 digits, the flags of the segments, the signs of the
  // tables. With OCTAVES, 16 mantissas stand in place of the first tables, and behind them of each
  // of four digits which codes have it: a set of those whose lowest 4 bits are 0, one of the rest.
  // HELD segments make a first sum, which counts HELD_FACTOR times, the rest 2^HELD_SHIFT times.
  localparam int DIGIT_TABLES = 4;
  localparam int DIGIT_TABLE_WIDTH = 64;
  localparam int MANTISSA_WIDTH = 8;
  localparam int OCTAVE_SETS_LSB = 128;
  localparam int OCTAVE_SETS_WIDTH = 32;
  localparam int DIGIT_SIGNED_LSB = 312;
  localparam int OCTAVES_BIT = 316;
  localparam int HELD_LSB = 317;
  localparam int HELD_WIDTH = 3;
  localparam int SEGMENTS = 8;
  localparam int SEGMENTS_LSB = 256;
  localparam int SEGMENT_WIDTH = 7;
  localparam int SEGMENT_TABLE_LSB = 0;
  localparam int SEGMENT_TABLE_WIDTH = 2;
  localparam int SEGMENT_ACT_PLANE_BIT = 2;
  localparam int SEGMENT_WGT_PLANE_BIT = 3;
  localparam int SEGMENT_WGT_SIGNED_BIT = 4;
  localparam int SEGMENT_SHIFT_LSB = 5;
  localparam int SEGMENT_SHIFT_WIDTH = 2;
  localparam int SEGMENT_NONE = 3;
  localparam int HELD_FACTOR = 181;
  localparam int HELD_SHIFT = 7;

  // An operand of the shift array: the shift in the low bits, then flags; its drained values.
  localparam int SHIFT_SECOND_BIT = 3;
  localparam int SHIFT_NEGATIVE_BIT = 4;
  localparam int SHIFT_NONZERO_BIT = 5;
  localparam int SHIFT_OPERAND_WIDTH = 6;
  localparam int SHIFT_VALUE_WIDTH = 32;

  // Softmax: distances from the maximum in sixteenths of an octave, their weights, the logarithm of
  // a sum and the part of its mantissa that counts; a table entry is a number above a code, the
  // factor of a row a shift above a reciprocal.
  localparam int DISTANCE_WIDTH = 8;
  localparam int WEIGHT_WIDTH = 15;
  localparam int LOG_WIDTH = 9;
  localparam int LOG_FRACTION_WIDTH = 7;
  localparam int ROM_CODE_WIDTH = 8;
  localparam int ROM_WIDTH = 24;
  localparam int ROW_SHIFT_WIDTH = 6;
  localparam int ROW_FACTOR_WIDTH = 22;

  // A word of the parameters of norms: bias above gain, for each of its elements.
  localparam int GAIN_ELEMENTS = 2;
  localparam int GAIN_WIDTH = 48;

  // A word of the factor memory: the shift of a requantizer above its multiplier.
  localparam int FACTOR_MULT_WIDTH = 31;
  localparam int FACTOR_WIDTH = 37;

  // Command fields.
  localparam int CMD_WIDTH = 512;
  localparam int CMD_OPCODE_LSB = 0;
  localparam int CMD_OPCODE_WIDTH = 4;
  localparam int CMD_WAIT_LSB = 4;
  localparam int CMD_WAIT_WIDTH = 8;
  localparam int CMD_USE_LSB = 32;
  localparam int CMD_USE_WIDTH = 26;
  localparam int CMD_ACT_SIGNED_LSB = 12;
  localparam int CMD_ACT_SIGNED_WIDTH = 1;
  localparam int CMD_FACTOR_ENABLE_LSB = 13;
  localparam int CMD_FACTOR_ENABLE_WIDTH = 1;
  localparam int CMD_TABLE_ENABLE_LSB = 14;
  localparam int CMD_TABLE_ENABLE_WIDTH = 1;
  localparam int CMD_TABLE_SIGNED_LSB = 15;
  localparam int CMD_TABLE_SIGNED_WIDTH = 1;
  localparam int CMD_RESIDUAL_ENABLE_LSB = 16;
  localparam int CMD_RESIDUAL_ENABLE_WIDTH = 1;
  localparam int CMD_SOURCE_LSB = 17;
  localparam int CMD_SOURCE_WIDTH = 1;
  localparam int CMD_STREAM_LAST_LSB = 18;
  localparam int CMD_STREAM_LAST_WIDTH = 1;
  localparam int CMD_DECODE_LSB = 19;
  localparam int CMD_DECODE_WIDTH = 1;
  localparam int CMD_DEST_LSB = 20;
  localparam int CMD_DEST_WIDTH = 2;
  localparam int CMD_REDUCE_LSB = 22;
  localparam int CMD_REDUCE_WIDTH = 2;
  localparam int CMD_EARLY_LSB = 22;
  localparam int CMD_EARLY_WIDTH = 1;
  localparam int CMD_CAUSAL_LSB = 23;
  localparam int CMD_CAUSAL_WIDTH = 1;
  localparam int CMD_RMS_LSB = 24;
  localparam int CMD_RMS_WIDTH = 1;
  localparam int CMD_WIDE_LSB = 25;
  localparam int CMD_WIDE_WIDTH = 1;
  localparam int CMD_W_ZERO_LSB = 26;
  localparam int CMD_W_ZERO_WIDTH = 5;
  localparam int CMD_DRAM_LSB = 31;
  localparam int CMD_DRAM_WIDTH = 1;
  localparam int CMD_A_BASE_LSB = 64;
  localparam int CMD_A_BASE_WIDTH = 16;
  localparam int CMD_W_BASE_LSB = 80;
  localparam int CMD_W_BASE_WIDTH = 16;
  localparam int CMD_O_BASE_LSB = 96;
  localparam int CMD_O_BASE_WIDTH = 16;
  localparam int CMD_R_BASE_LSB = 112;
  localparam int CMD_R_BASE_WIDTH = 16;
  localparam int CMD_K_WORDS_LSB = 128;
  localparam int CMD_K_WORDS_WIDTH = 13;
  localparam int CMD_ROW_BLOCKS_LSB = 144;
  localparam int CMD_ROW_BLOCKS_WIDTH = 12;
  localparam int CMD_O_STRIDE_LSB = 160;
  localparam int CMD_O_STRIDE_WIDTH = 16;
  localparam int CMD_R_STRIDE_LSB = 176;
  localparam int CMD_R_STRIDE_WIDTH = 16;
  localparam int CMD_TILES_LSB = 208;
  localparam int CMD_TILES_WIDTH = 8;
  localparam int CMD_P_BASE_LSB = 192;
  localparam int CMD_P_BASE_WIDTH = 12;
  localparam int CMD_TABLE_ID_LSB = 58;
  localparam int CMD_TABLE_ID_WIDTH = 3;
  localparam int CMD_FOLD_LSB = 61;
  localparam int CMD_FOLD_WIDTH = 1;
  localparam int CMD_O_FOLD_LSB = 62;
  localparam int CMD_O_FOLD_WIDTH = 1;
  localparam int CMD_PACKED_LSB = 63;
  localparam int CMD_PACKED_WIDTH = 1;
  localparam int CMD_COUNT_LSB = 128;
  localparam int CMD_COUNT_WIDTH = 16;
  localparam int CMD_TARGET_LSB = 144;
  localparam int CMD_TARGET_WIDTH = 4;
  localparam int CMD_DRAM_ADDRESS_LSB = 224;
  localparam int CMD_DRAM_ADDRESS_WIDTH = 29;
  localparam int CMD_DRAM_BEATS_LSB = 256;
  localparam int CMD_DRAM_BEATS_WIDTH = 29;
  localparam int CMD_M2_LSB = 224;
  localparam int CMD_M2_WIDTH = 31;
  localparam int CMD_ZERO_LSB = 256;
  localparam int CMD_ZERO_WIDTH = 16;
  localparam int CMD_LO_LSB = 272;
  localparam int CMD_LO_WIDTH = 16;
  localparam int CMD_HI_LSB = 288;
  localparam int CMD_HI_WIDTH = 16;
  localparam int CMD_Z2_LSB = 304;
  localparam int CMD_Z2_WIDTH = 16;
  localparam int CMD_A_STRIDE_LSB = 320;
  localparam int CMD_A_STRIDE_WIDTH = 16;
  localparam int CMD_W_STRIDE_LSB = 336;
  localparam int CMD_W_STRIDE_WIDTH = 16;
  localparam int CMD_O_COLUMN_LSB = 352;
  localparam int CMD_O_COLUMN_WIDTH = 8;
  localparam int CMD_F_BASE_LSB = 368;
  localparam int CMD_F_BASE_WIDTH = 16;
  localparam int CMD_W_PLANE_LSB = 384;
  localparam int CMD_W_PLANE_WIDTH = 16;
  localparam int CMD_O_PLANE_LSB = 400;
  localparam int CMD_O_PLANE_WIDTH = 16;
  localparam int CMD_W_ZERO_HIGH_LSB = 416;
  localparam int CMD_W_ZERO_HIGH_WIDTH = 5;
  localparam int CMD_I_BASE_LSB = 432;
  localparam int CMD_I_BASE_WIDTH = 16;
  localparam int CMD_WORDS_LSB = 384;
  localparam int CMD_WORDS_WIDTH = 16;
  localparam int CMD_COUNT_FIRST_LSB = 400;
  localparam int CMD_COUNT_FIRST_WIDTH = 16;
  localparam int CMD_F_MULTIPLIER_LSB = 416;
  localparam int CMD_F_MULTIPLIER_WIDTH = 16;
  localparam int CMD_F_SHIFT_LSB = 432;
  localparam int CMD_F_SHIFT_WIDTH = 5;
  localparam int CMD_F_OFFSET_LSB = 440;
  localparam int CMD_F_OFFSET_WIDTH = 7;
  localparam int CMD_G_BASE_LSB = 384;
  localparam int CMD_G_BASE_WIDTH = 16;
  localparam int CMD_FRACTION_LSB = 400;
  localparam int CMD_FRACTION_WIDTH = 4;
  localparam int CMD_SHIFT_LSB = 404;
  localparam int CMD_SHIFT_WIDTH = 6;
  localparam int CMD_GUARD_LOW_LSB = 416;
  localparam int CMD_GUARD_LOW_WIDTH = 24;
  localparam int CMD_GUARD_HIGH_LSB = 440;
  localparam int CMD_GUARD_HIGH_WIDTH = 24;

  // Opcodes.
  localparam logic [3:0] OP_END = 4'd0;
  localparam logic [3:0] OP_LOAD = 4'd1;
  localparam logic [3:0] OP_GEMM = 4'd2;
  localparam logic [3:0] OP_EW = 4'd3;
  localparam logic [3:0] OP_STORE = 4'd4;
  localparam logic [3:0] OP_SOFTMAX = 4'd5;
  localparam logic [3:0] OP_NORM = 4'd6;

  // Units, as bits of the wait mask.
  localparam int UNITS = 7;
  localparam int UNIT_LOAD = 0;
  localparam int UNIT_MAC = 1;
  localparam int UNIT_EW = 2;
  localparam int UNIT_STORE = 3;
  localparam int UNIT_SOFTMAX = 4;
  localparam int UNIT_NORM = 5;
  localparam int UNIT_DRAIN = 6;

  // The memories as targets of LOAD, which does not fill the last.
  localparam logic [3:0] TARGET_ACT = 4'd0;
  localparam logic [3:0] TARGET_RES = 4'd1;
  localparam logic [3:0] TARGET_WGT = 4'd2;
  localparam logic [3:0] TARGET_PAR = 4'd3;
  localparam logic [3:0] TARGET_TABLE = 4'd4;
  localparam logic [3:0] TARGET_DECODE = 4'd5;
  localparam logic [3:0] TARGET_EXP = 4'd6;
  localparam logic [3:0] TARGET_GAIN = 4'd7;
  localparam logic [3:0] TARGET_FACTOR = 4'd8;
  localparam logic [3:0] TARGET_INDEX = 4'd9;

  // What becomes of the rows of an elementwise command.
  localparam logic [1:0] REDUCE_NONE = 2'd0;
  localparam logic [1:0] REDUCE_SUM = 2'd1;
  localparam logic [1:0] REDUCE_MAX = 2'd2;
  localparam logic [1:0] REDUCE_MIN = 2'd3;

  // Destinations of the epilogue.
  localparam logic [1:0] DEST_ACT = 2'd0;
  localparam logic [1:0] DEST_RES = 2'd1;
  localparam logic [1:0] DEST_WGT_COLUMNS = 2'd2;
  localparam logic [1:0] DEST_WGT_ROWS = 2'd3;

  // Register addresses (bytes). Counter n is the 64-bit pair at REG_CYCLES + 8 n.
  localparam logic [19:0] REG_CTRL = 20'h00000;
  localparam logic [19:0] REG_STATUS = 20'h00004;
  localparam logic [19:0] REG_ID = 20'h00008;
  localparam logic [19:0] REG_SHAPE = 20'h0000c;
  localparam logic [19:0] REG_CYCLES = 20'h00010;
  localparam logic [19:0] REG_LOAD_BUSY = 20'h00018;
  localparam logic [19:0] REG_MAC_BUSY = 20'h00020;
  localparam logic [19:0] REG_EW_BUSY = 20'h00028;
  localparam logic [19:0] REG_STORE_BUSY = 20'h00030;
  localparam logic [19:0] REG_IN_STARVED = 20'h00038;
  localparam logic [19:0] REG_OUT_BLOCKED = 20'h00040;
  localparam logic [19:0] REG_SEQ_WAIT = 20'h00048;
  localparam logic [19:0] REG_MACS = 20'h00050;
  localparam logic [19:0] REG_SKIPPED = 20'h00058;
  localparam logic [19:0] REG_SOFTMAX_BUSY = 20'h00060;
  localparam logic [19:0] REG_NORM_BUSY = 20'h00068;
  localparam logic [19:0] REG_DRAIN_BUSY = 20'h00070;
  localparam logic [19:0] REG_DRAM_STARVED = 20'h00078;
  localparam logic [19:0] REG_DRAM_BLOCKED = 20'h00080;
  localparam logic [19:0] REG_DRAM_BASE = 20'h00100;
  localparam logic [19:0] COMMAND_WINDOW = 20'h08000;
  // A command has a slot of sixteen 32-bit words in the window.
  localparam int SLOT_BITS = 4;
  localparam int COUNTERS = 15;
  localparam logic [31:0] ID_VALUE = 32'h4842_0001;

endpackage
/* verilator lint_on UNUSEDPARAM */
