// hb_block_core: blocks of ROWS rows of act codes by COLS columns of weights, with their memories.
//
// hb_gemm for the control, and the kind of array that ARRAY says, with its decode table; see ARRAY
// in the README. SUM_BITS is SHIFT_VALUE_WIDTH for the shift array, else ACC_BITS. act has no
// side memory, wgt one read port. Fields that only a row core has are not looked at.
//
// Latency: first address the cycle after start_i; values are those of the drained words of hb_gemm.
//   act_rdata_o one cycle after act_re_i. The decode table holds its word from the cycle after
//   decode_we_i.
// Throughput: ROWS*COLS*LANES multiply-accumulates a cycle; a row block every max(k_words,
//   COLS/LANES) cycles.
// Handshake: start_i only while the whole command is idle (done_o of the epilogue), with the
//   command. No back-pressure anywhere: the sequencer has reserved every port.
// Combinational paths: none.
module hb_block_core #(
  parameter int ROWS       = 8,
  parameter int COLS       = 8,
  parameter int LANES      = 1,
  parameter int ACT_BITS   = 8,
  parameter int WGT_BITS   = 4,
  parameter int ACC_BITS   = 24,
  parameter int ARRAY      = 0,
  parameter int SUM_BITS   = 24,
  parameter int ACT_DEPTH  = 256,
  parameter int WGT_DEPTH  = 256
) (
  input  logic                                    clk_i,
  input  logic                                    rst_ni,
  input  logic                                    start_i,
  // verilator lint_off UNUSEDSIGNAL
  // Reason: a command has fields of other units.
  input  logic [hb_pkg::CMD_WIDTH-1:0]            cmd_i,
  // Not every kind of array decodes or extends signs.
  input  logic                                    decode_we_i,
  input  logic [hb_pkg::DECODE_WIDTH-1:0]         decode_wdata_i,
  // verilator lint_on UNUSEDSIGNAL
  input  logic [hb_pkg::ACT_WRITERS-1:0]          act_we_i,
  input  logic [hb_pkg::ACT_WRITERS*hb_pkg::ADDR_WIDTH-1:0] act_waddr_i,
  input  logic [hb_pkg::ACT_WRITERS*ROWS*LANES*ACT_BITS-1:0] act_wdata_i,
  input  logic [hb_pkg::ACT_READERS-1:0]          act_re_i,
  input  logic [hb_pkg::ACT_READERS*hb_pkg::ADDR_WIDTH-1:0] act_raddr_i,
  output logic [hb_pkg::ACT_READERS*ROWS*LANES*ACT_BITS-1:0] act_rdata_o,
  input  logic                                    wgt_we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]           wgt_waddr_i,
  input  logic [COLS*LANES*WGT_BITS-1:0]          wgt_wdata_i,
  output logic [hb_pkg::PRODUCTS_WIDTH-1:0]       products_o,
  output logic [hb_pkg::PRODUCTS_WIDTH-1:0]       skipped_o,
  output logic                                    par_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]           par_raddr_o,
  output logic                                    res_re_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]           res_raddr_o,
  output logic                                    valid_o,
  output logic                                    last_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]           waddr_o,
  output logic [ROWS*LANES*SUM_BITS-1:0]          value_o
);

  localparam int ELEMENTS = ROWS * LANES;

  localparam int MACS = ROWS * COLS * LANES;

  logic [ELEMENTS*ACT_BITS-1:0]  gemm_act_rdata;
  logic                          gemm_act_re;
  logic [hb_pkg::ADDR_WIDTH-1:0] gemm_act_raddr;
  logic                          wgt_re;
  logic [hb_pkg::ADDR_WIDTH-1:0] wgt_raddr;
  logic [COLS*LANES*WGT_BITS-1:0] wgt_rdata;
  logic                         array_en;
  logic                         array_first;
  logic                         array_last;
  logic                         drain;
  logic [hb_pkg::COL_WIDTH-1:0] drain_col;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: not every kind of array decodes or extends signs.
  logic                         array_signed;
  logic                         array_decode;
  // verilator lint_on UNUSEDSIGNAL

  hb_gemm #(
    .DRAIN(COLS / LANES)
  ) u_gemm (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .start_i          (start_i),
    .act_signed_i     (cmd_i[hb_pkg::CMD_ACT_SIGNED_LSB]),
    .decode_i         (cmd_i[hb_pkg::CMD_DECODE_LSB]),
    .residual_enable_i(cmd_i[hb_pkg::CMD_RESIDUAL_ENABLE_LSB]),
    .a_base_i         (cmd_i[hb_pkg::CMD_A_BASE_LSB +: hb_pkg::CMD_A_BASE_WIDTH]),
    .w_base_i         (cmd_i[hb_pkg::CMD_W_BASE_LSB +: hb_pkg::CMD_W_BASE_WIDTH]),
    .o_base_i         (cmd_i[hb_pkg::CMD_O_BASE_LSB +: hb_pkg::CMD_O_BASE_WIDTH]),
    .r_base_i         (cmd_i[hb_pkg::CMD_R_BASE_LSB +: hb_pkg::CMD_R_BASE_WIDTH]),
    .p_base_i         (cmd_i[hb_pkg::CMD_P_BASE_LSB +: hb_pkg::CMD_P_BASE_WIDTH]),
    .k_words_i        (cmd_i[hb_pkg::CMD_K_WORDS_LSB +: hb_pkg::CMD_K_WORDS_WIDTH]),
    .row_blocks_i     (cmd_i[hb_pkg::CMD_ROW_BLOCKS_LSB +: hb_pkg::CMD_ROW_BLOCKS_WIDTH]),
    .o_stride_i       (cmd_i[hb_pkg::CMD_O_STRIDE_LSB +: hb_pkg::CMD_O_STRIDE_WIDTH]),
    .r_stride_i       (cmd_i[hb_pkg::CMD_R_STRIDE_LSB +: hb_pkg::CMD_R_STRIDE_WIDTH]),
    .act_re_o         (gemm_act_re),
    .act_raddr_o      (gemm_act_raddr),
    .wgt_re_o         (wgt_re),
    .wgt_raddr_o      (wgt_raddr),
    .array_en_o       (array_en),
    .array_first_o    (array_first),
    .array_last_o     (array_last),
    .array_signed_o   (array_signed),
    .array_decode_o   (array_decode),
    .drain_o          (drain),
    .drain_col_o      (drain_col),
    .par_re_o         (par_re_o),
    .par_raddr_o      (par_raddr_o),
    .res_re_o         (res_re_o),
    .res_raddr_o      (res_raddr_o),
    .valid_o          (valid_o),
    .last_o           (last_o),
    .waddr_o          (waddr_o)
  );

  // Codes become operands, operands and weights become sums; see ARRAY in the README.
  if (ARRAY == hb_pkg::ARRAY_MULTIPLY) begin : gen_multiply
    hb_mac_array #(
      .ROWS    (ROWS),
      .COLS    (COLS),
      .LANES   (LANES),
      .ACT_BITS(ACT_BITS),
      .WGT_BITS(WGT_BITS),
      .ACC_BITS(ACC_BITS)
    ) u_array (
      .clk_i       (clk_i),
      .en_i        (array_en),
      .first_i     (array_first),
      .last_i      (array_last),
      .act_signed_i(array_signed),
      .act_i       (gemm_act_rdata),
      .wgt_i       (wgt_rdata),
      .drain_i     (drain),
      .drain_col_i (drain_col),
      .drain_o     (value_o)
    );
  end else if (ARRAY == hb_pkg::ARRAY_DECODE) begin : gen_decode
    localparam int OPERAND_BITS = ACT_BITS + 1;
    logic [ELEMENTS*OPERAND_BITS-1:0] operand;
    hb_decode #(
      .ELEMENTS    (ELEMENTS),
      .ACT_BITS    (ACT_BITS),
      .OPERAND_BITS(OPERAND_BITS)
    ) u_decode (
      .clk_i    (clk_i),
      .we_i     (decode_we_i),
      .wdata_i  (decode_wdata_i),
      .enable_i (array_decode),
      .signed_i (array_signed),
      .act_i    (gemm_act_rdata),
      .operand_o(operand)
    );
    hb_mac_array #(
      .ROWS    (ROWS),
      .COLS    (COLS),
      .LANES   (LANES),
      .ACT_BITS(OPERAND_BITS),
      .WGT_BITS(WGT_BITS),
      .ACC_BITS(ACC_BITS)
    ) u_array (
      .clk_i       (clk_i),
      .en_i        (array_en),
      .first_i     (array_first),
      .last_i      (array_last),
      .act_signed_i(1'b1),
      .act_i       (operand),
      .wgt_i       (wgt_rdata),
      .drain_i     (drain),
      .drain_col_i (drain_col),
      .drain_o     (value_o)
    );
  end else begin : gen_shift
    logic [ELEMENTS*hb_pkg::SHIFT_OPERAND_WIDTH-1:0] operand;
    hb_decode #(
      .ELEMENTS    (ELEMENTS),
      .ACT_BITS    (ACT_BITS),
      .OPERAND_BITS(hb_pkg::SHIFT_OPERAND_WIDTH)
    ) u_decode (
      .clk_i    (clk_i),
      .we_i     (decode_we_i),
      .wdata_i  (decode_wdata_i),
      .enable_i (1'b1),
      .signed_i (1'b0),
      .act_i    (gemm_act_rdata),
      .operand_o(operand)
    );
    hb_shift_array #(
      .ROWS    (ROWS),
      .COLS    (COLS),
      .LANES   (LANES),
      .WGT_BITS(WGT_BITS),
      .ACC_BITS(ACC_BITS)
    ) u_array (
      .clk_i      (clk_i),
      .configure_i(decode_we_i),
      .shift_i    (decode_wdata_i[hb_pkg::DECODE_SHIFT_LSB +: hb_pkg::DECODE_SHIFT_WIDTH]),
      .factor_i   (decode_wdata_i[hb_pkg::DECODE_FACTOR_LSB +: hb_pkg::DECODE_FACTOR_WIDTH]),
      .en_i       (array_en),
      .first_i    (array_first),
      .last_i     (array_last),
      .operand_i  (operand),
      .wgt_i      (wgt_rdata),
      .drain_i    (drain),
      .drain_col_i(drain_col),
      .drain_o    (value_o)
    );
  end

  assign products_o = array_en ? MACS[hb_pkg::PRODUCTS_WIDTH-1:0] : '0;
  assign skipped_o = '0;

  hb_banks #(
    .WIDTH     (ELEMENTS * ACT_BITS),
    .DEPTH     (ACT_DEPTH),
    .SIDE_DEPTH(0),
    .WRITERS   (hb_pkg::ACT_WRITERS),
    .READERS   (hb_pkg::ACT_READERS + 1)
  ) u_act (
    .clk_i  (clk_i),
    .we_i   (act_we_i),
    .waddr_i(act_waddr_i),
    .wdata_i(act_wdata_i),
    .re_i   ({act_re_i, gemm_act_re}),
    .raddr_i({act_raddr_i, gemm_act_raddr}),
    .rdata_o({act_rdata_o, gemm_act_rdata})
  );

  hb_mem #(
    .WIDTH(COLS * LANES * WGT_BITS),
    .DEPTH(WGT_DEPTH)
  ) u_wgt (
    .clk_i  (clk_i),
    .we_i   (wgt_we_i),
    .waddr_i(wgt_waddr_i),
    .wdata_i(wgt_wdata_i),
    .re_i   (wgt_re),
    .raddr_i(wgt_raddr),
    .rdata_o(wgt_rdata)
  );

endmodule
