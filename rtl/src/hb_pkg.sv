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

  // Widths of memory addresses, word counts and drained column groups on the unit ports.
  localparam int ADDR_WIDTH = 16;
  localparam int COL_WIDTH = 8;
  localparam int BEAT_WIDTH = 8;
  localparam int STREAM_WIDTH = 64;
  localparam int AXIL_ADDR_WIDTH = 20;

  // The memory side: addresses in bytes, transfers counted in beats of STREAM_WIDTH bits.
  localparam int AXI_ADDR_WIDTH = 32;
  localparam int AXI_LENGTH_WIDTH = 8;
  localparam int DMA_BEATS_WIDTH = 29;
  localparam logic [2:0] AXI_SIZE_8_BYTES = 3'd3;
  localparam logic [1:0] AXI_BURST_INCR = 2'b01;
  localparam logic [1:0] AXI_OKAY = 2'b00;

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

  // The word of the decode table: records of 16 codes, then shift and factor of the shift array.
  localparam int DECODE_RECORDS = 16;
  localparam int DECODE_RECORD_WIDTH = 16;
  localparam int DECODE_SHIFT_LSB = 256;
  localparam int DECODE_SHIFT_WIDTH = 4;
  localparam int DECODE_FACTOR_LSB = 264;
  localparam int DECODE_FACTOR_WIDTH = 8;
  localparam int DECODE_WIDTH = 320;

  // An operand of the shift array: the shift in the low bits, then flags; its drained values.
  localparam int SHIFT_SECOND_BIT = 3;
  localparam int SHIFT_NEGATIVE_BIT = 4;
  localparam int SHIFT_NONZERO_BIT = 5;
  localparam int SHIFT_OPERAND_WIDTH = 6;
  localparam int SHIFT_VALUE_WIDTH = 32;

  // Command fields.
  localparam int CMD_WIDTH = 256;
  localparam int CMD_OPCODE_LSB = 0;
  localparam int CMD_OPCODE_WIDTH = 4;
  localparam int CMD_WAIT_LSB = 4;
  localparam int CMD_WAIT_WIDTH = 4;
  localparam int CMD_USE_LSB = 8;
  localparam int CMD_USE_WIDTH = 16;
  localparam int CMD_ACT_SIGNED_LSB = 24;
  localparam int CMD_ACT_SIGNED_WIDTH = 1;
  localparam int CMD_DEST_LSB = 25;
  localparam int CMD_DEST_WIDTH = 1;
  localparam int CMD_TABLE_ENABLE_LSB = 26;
  localparam int CMD_TABLE_ENABLE_WIDTH = 1;
  localparam int CMD_TABLE_SIGNED_LSB = 27;
  localparam int CMD_TABLE_SIGNED_WIDTH = 1;
  localparam int CMD_RESIDUAL_ENABLE_LSB = 28;
  localparam int CMD_RESIDUAL_ENABLE_WIDTH = 1;
  localparam int CMD_SOURCE_LSB = 29;
  localparam int CMD_SOURCE_WIDTH = 1;
  localparam int CMD_STREAM_LAST_LSB = 30;
  localparam int CMD_STREAM_LAST_WIDTH = 1;
  localparam int CMD_DECODE_LSB = 31;
  localparam int CMD_DECODE_WIDTH = 1;
  localparam int CMD_A_BASE_LSB = 32;
  localparam int CMD_A_BASE_WIDTH = 16;
  localparam int CMD_W_BASE_LSB = 48;
  localparam int CMD_W_BASE_WIDTH = 16;
  localparam int CMD_O_BASE_LSB = 64;
  localparam int CMD_O_BASE_WIDTH = 16;
  localparam int CMD_R_BASE_LSB = 80;
  localparam int CMD_R_BASE_WIDTH = 16;
  localparam int CMD_K_WORDS_LSB = 96;
  localparam int CMD_K_WORDS_WIDTH = 13;
  localparam int CMD_ROW_BLOCKS_LSB = 109;
  localparam int CMD_ROW_BLOCKS_WIDTH = 12;
  localparam int CMD_O_STRIDE_LSB = 121;
  localparam int CMD_O_STRIDE_WIDTH = 12;
  localparam int CMD_R_STRIDE_LSB = 133;
  localparam int CMD_R_STRIDE_WIDTH = 12;
  localparam int CMD_P_BASE_LSB = 145;
  localparam int CMD_P_BASE_WIDTH = 12;
  localparam int CMD_TABLE_ID_LSB = 157;
  localparam int CMD_TABLE_ID_WIDTH = 3;
  localparam int CMD_COUNT_LSB = 96;
  localparam int CMD_COUNT_WIDTH = 16;
  localparam int CMD_TARGET_LSB = 112;
  localparam int CMD_TARGET_WIDTH = 3;
  localparam int CMD_M2_LSB = 160;
  localparam int CMD_M2_WIDTH = 31;
  localparam int CMD_ZERO_LSB = 192;
  localparam int CMD_ZERO_WIDTH = 16;
  localparam int CMD_LO_LSB = 208;
  localparam int CMD_LO_WIDTH = 16;
  localparam int CMD_HI_LSB = 224;
  localparam int CMD_HI_WIDTH = 16;
  localparam int CMD_Z2_LSB = 240;
  localparam int CMD_Z2_WIDTH = 16;

  // Opcodes.
  localparam logic [3:0] OP_END = 4'd0;
  localparam logic [3:0] OP_LOAD = 4'd1;
  localparam logic [3:0] OP_GEMM = 4'd2;
  localparam logic [3:0] OP_EW = 4'd3;
  localparam logic [3:0] OP_STORE = 4'd4;

  // Units, as bits of the wait mask.
  localparam int UNITS = 4;
  localparam int UNIT_LOAD = 0;
  localparam int UNIT_MAC = 1;
  localparam int UNIT_EW = 2;
  localparam int UNIT_STORE = 3;

  // Targets of LOAD.
  localparam logic [2:0] TARGET_ACT = 3'd0;
  localparam logic [2:0] TARGET_RES = 3'd1;
  localparam logic [2:0] TARGET_WGT = 3'd2;
  localparam logic [2:0] TARGET_PAR = 3'd3;
  localparam logic [2:0] TARGET_TABLE = 3'd4;
  localparam logic [2:0] TARGET_DECODE = 3'd5;

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
  localparam logic [19:0] COMMAND_WINDOW = 20'h08000;
  localparam int COUNTERS = 9;
  localparam logic [31:0] ID_VALUE = 32'h4842_0001;

endpackage
/* verilator lint_on UNUSEDPARAM */
