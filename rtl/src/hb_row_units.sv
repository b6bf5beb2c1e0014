// hb_row_units: the units of whole rows, softmax and norm, and the memory of row factors.
//
// hb_softmax is there with SOFTMAX_ROW_MAX, with it hb_row_factor and the factor memory; hb_norm is
// there with NORM_ROW_MAX. Without them nothing is ever read, written or done. Unit 0 is softmax,
// unit 1 norm; a command of each may run at a time.
//
// Latency: busy cycles are those of SoftmaxTiming, with 16 more where rows have factors, and of
//   NormTiming in the catalogue. Factors one cycle after the address.
// Throughput: that of hb_softmax and of hb_norm.
// Handshake: start_i of a unit only while it is idle, with the command; done_o in the cycle of its
//   last write. The ports of the memories have no back-pressure; res_rdata_i of a unit is due the
//   cycle after its res_re_o. Table and parameters are written only while their unit is idle.
// Combinational paths: none.
module hb_row_units #(
  parameter int LANES           = 4,
  parameter int ACT_BITS        = 4,
  parameter int SOFTMAX_ROW_MAX = 256,
  parameter int NORM_ROW_MAX    = 128,
  parameter int GAIN_DEPTH      = 64,
  parameter int FACTOR_DEPTH    = 16
) (
  // verilator lint_off UNUSEDSIGNAL
  // Reason: commands have fields of other units, and units may be absent.
  input  logic                                     clk_i,
  input  logic                                     rst_ni,
  input  logic [1:0]                               start_i,
  input  logic [hb_pkg::CMD_WIDTH-1:0]             cmd_i,
  input  logic                                     exp_we_i,
  input  logic                                     gain_we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            load_waddr_i,
  input  logic [hb_pkg::GAIN_ELEMENTS*hb_pkg::GAIN_WIDTH-1:0] load_wdata_i,
  output logic [1:0]                               res_re_o,
  output logic [2*hb_pkg::ADDR_WIDTH-1:0]          res_raddr_o,
  input  logic [2*LANES*hb_pkg::ELEMENT_WIDTH-1:0] res_rdata_i,
  output logic [1:0]                               act_we_o,
  output logic [2*hb_pkg::ADDR_WIDTH-1:0]          act_waddr_o,
  output logic [2*LANES*ACT_BITS-1:0]              act_wdata_o,
  input  logic                                     factor_re_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]            factor_raddr_i,
  output logic [hb_pkg::FACTOR_WIDTH-1:0]          factor_rdata_o,
  output logic [1:0]                               done_o
  // verilator lint_on UNUSEDSIGNAL
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int RES_WIDTH = LANES * hb_pkg::ELEMENT_WIDTH;
  localparam int ACT_WIDTH = LANES * ACT_BITS;

  // Fields that both units have.
  // verilator lint_off UNUSEDSIGNAL
  // Reason: units may be absent.
  logic [AW-1:0] rows;
  logic [AW-1:0] count;
  logic [AW-1:0] s_base;
  logic [AW-1:0] s_stride;
  logic [AW-1:0] o_base;
  logic [AW-1:0] o_stride;
  // verilator lint_on UNUSEDSIGNAL
  assign rows = {4'd0, cmd_i[hb_pkg::CMD_ROW_BLOCKS_LSB +: hb_pkg::CMD_ROW_BLOCKS_WIDTH]};
  assign count = cmd_i[hb_pkg::CMD_COUNT_LSB +: hb_pkg::CMD_COUNT_WIDTH];
  assign s_base = cmd_i[hb_pkg::CMD_A_BASE_LSB +: hb_pkg::CMD_A_BASE_WIDTH];
  assign s_stride = cmd_i[hb_pkg::CMD_A_STRIDE_LSB +: hb_pkg::CMD_A_STRIDE_WIDTH];
  assign o_base = cmd_i[hb_pkg::CMD_O_BASE_LSB +: hb_pkg::CMD_O_BASE_WIDTH];
  assign o_stride = cmd_i[hb_pkg::CMD_O_STRIDE_LSB +: hb_pkg::CMD_O_STRIDE_WIDTH];

  if (SOFTMAX_ROW_MAX != 0) begin : gen_softmax
    logic                                softmax_done;
    logic                                sum_valid;
    logic [AW-1:0]                       sum_addr;
    logic [hb_pkg::ROW_FACTOR_WIDTH-1:0] sum_factor;
    logic                                factor_valid;
    logic                                factor_last;
    logic [AW-1:0]                       factor_addr;
    logic [hb_pkg::FACTOR_WIDTH-1:0]     factor;

    /* verilator lint_off PINCONNECTEMPTY */
    // Reason: nobody asks for the ends of rows.
    hb_softmax #(
      .LANES   (LANES),
      .ACT_BITS(ACT_BITS),
      .ROW_MAX (SOFTMAX_ROW_MAX)
    ) u_softmax (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .table_we_i    (exp_we_i),
      .table_waddr_i (load_waddr_i),
      .table_wdata_i (load_wdata_i[hb_pkg::ROM_WIDTH-1:0]),
      .start_i       (start_i[0]),
      .early_i       (cmd_i[hb_pkg::CMD_EARLY_LSB]),
      .causal_i      (cmd_i[hb_pkg::CMD_CAUSAL_LSB]),
      .rows_i        (rows),
      .count_i       (count),
      .count_first_i (cmd_i[hb_pkg::CMD_COUNT_FIRST_LSB +: hb_pkg::CMD_COUNT_FIRST_WIDTH]),
      .words_i       (cmd_i[hb_pkg::CMD_WORDS_LSB +: hb_pkg::CMD_WORDS_WIDTH]),
      .s_base_i      (s_base),
      .s_stride_i    (s_stride),
      .o_base_i      (o_base),
      .o_stride_i    (o_stride),
      .f_base_i      (cmd_i[hb_pkg::CMD_F_BASE_LSB +: hb_pkg::CMD_F_BASE_WIDTH]),
      .zero_i        (cmd_i[hb_pkg::CMD_ZERO_LSB +: hb_pkg::ROM_CODE_WIDTH]),
      .res_re_o      (res_re_o[0]),
      .res_raddr_o   (res_raddr_o[0 +: AW]),
      .res_rdata_i   (res_rdata_i[0 +: RES_WIDTH]),
      .act_we_o      (act_we_o[0]),
      .act_last_o    (),
      .act_waddr_o   (act_waddr_o[0 +: AW]),
      .act_wdata_o   (act_wdata_o[0 +: ACT_WIDTH]),
      .factor_we_o   (sum_valid),
      .factor_waddr_o(sum_addr),
      .factor_wdata_o(sum_factor),
      .done_o        (softmax_done)
    );
    /* verilator lint_on PINCONNECTEMPTY */

    // A command whose rows have factors ends with the last of them.
    assign done_o[0] = (softmax_done && !sum_valid) || (factor_valid && factor_last);

    hb_row_factor #(
      .TAG_BITS(AW + 1)
    ) u_factor (
      .clk_i      (clk_i),
      .rst_ni     (rst_ni),
      .configure_i(start_i[0]),
      .scale_i    (cmd_i[hb_pkg::CMD_F_MULTIPLIER_LSB +: hb_pkg::CMD_F_MULTIPLIER_WIDTH]),
      .cut_i      (cmd_i[hb_pkg::CMD_F_SHIFT_LSB +: hb_pkg::CMD_F_SHIFT_WIDTH]),
      .offset_i   (cmd_i[hb_pkg::CMD_F_OFFSET_LSB +: hb_pkg::ROW_SHIFT_WIDTH]),
      .start_i    (sum_valid),
      .tag_i      ({softmax_done, sum_addr}),
      .factor_i   (sum_factor),
      .valid_o    (factor_valid),
      .tag_o      ({factor_last, factor_addr}),
      .factor_o   (factor)
    );

    hb_mem #(
      .WIDTH(hb_pkg::FACTOR_WIDTH),
      .DEPTH(FACTOR_DEPTH)
    ) u_factors (
      .clk_i  (clk_i),
      .we_i   (factor_valid),
      .waddr_i(factor_addr),
      .wdata_i(factor),
      .re_i   (factor_re_i),
      .raddr_i(factor_raddr_i),
      .rdata_o(factor_rdata_o)
    );
  end else begin : gen_no_softmax
    assign res_re_o[0] = 1'b0;
    assign res_raddr_o[0 +: AW] = '0;
    assign act_we_o[0] = 1'b0;
    assign act_waddr_o[0 +: AW] = '0;
    assign act_wdata_o[0 +: ACT_WIDTH] = '0;
    assign factor_rdata_o = '0;
    assign done_o[0] = 1'b0;
  end

  if (NORM_ROW_MAX != 0) begin : gen_norm
    /* verilator lint_off PINCONNECTEMPTY */
    // Reason: nobody asks for the ends of rows.
    hb_norm #(
      .LANES      (LANES),
      .ACT_BITS   (ACT_BITS),
      .ELEMENTS   (hb_pkg::GAIN_ELEMENTS),
      .ROW_MAX    (NORM_ROW_MAX),
      .PARAM_DEPTH(GAIN_DEPTH),
      .EXPLICIT   (hb_pkg::EXPLICIT_PRODUCTS)
    ) u_norm (
      .clk_i          (clk_i),
      .rst_ni         (rst_ni),
      .start_i        (start_i[1]),
      .rms_i          (cmd_i[hb_pkg::CMD_RMS_LSB]),
      .wide_i         (cmd_i[hb_pkg::CMD_WIDE_LSB]),
      .fraction_bits_i(cmd_i[hb_pkg::CMD_FRACTION_LSB +: hb_pkg::CMD_FRACTION_WIDTH]),
      .t_i            (cmd_i[hb_pkg::CMD_SHIFT_LSB +: hb_pkg::CMD_SHIFT_WIDTH]),
      .zero_i         (cmd_i[hb_pkg::CMD_ZERO_LSB +: hb_pkg::CMD_ZERO_WIDTH]),
      .lo_i           (cmd_i[hb_pkg::CMD_LO_LSB +: hb_pkg::CMD_LO_WIDTH]),
      .hi_i           (cmd_i[hb_pkg::CMD_HI_LSB +: hb_pkg::CMD_HI_WIDTH]),
      .guard_i        ({cmd_i[hb_pkg::CMD_GUARD_HIGH_LSB +: hb_pkg::CMD_GUARD_HIGH_WIDTH],
                        cmd_i[hb_pkg::CMD_GUARD_LOW_LSB +: hb_pkg::CMD_GUARD_LOW_WIDTH]}),
      .rows_i         (rows),
      .count_i        (count),
      .s_base_i       (s_base),
      .s_stride_i     (s_stride),
      .o_base_i       (o_base),
      .o_stride_i     (o_stride),
      .g_base_i       (cmd_i[hb_pkg::CMD_G_BASE_LSB +: hb_pkg::CMD_G_BASE_WIDTH]),
      .param_we_i     (gain_we_i),
      .param_waddr_i  (load_waddr_i),
      .param_wdata_i  (load_wdata_i),
      .res_re_o       (res_re_o[1]),
      .res_raddr_o    (res_raddr_o[AW +: AW]),
      .res_rdata_i    (res_rdata_i[RES_WIDTH +: RES_WIDTH]),
      .act_we_o       (act_we_o[1]),
      .act_last_o     (),
      .act_waddr_o    (act_waddr_o[AW +: AW]),
      .act_wdata_o    (act_wdata_o[ACT_WIDTH +: ACT_WIDTH]),
      .done_o         (done_o[1])
    );
    /* verilator lint_on PINCONNECTEMPTY */
  end else begin : gen_no_norm
    assign res_re_o[1] = 1'b0;
    assign res_raddr_o[AW +: AW] = '0;
    assign act_we_o[1] = 1'b0;
    assign act_waddr_o[AW +: AW] = '0;
    assign act_wdata_o[ACT_WIDTH +: ACT_WIDTH] = '0;
    assign done_o[1] = 1'b0;
  end

endmodule
