// tb_softmax_baseline: a softmax as usually built, one element a cycle, to compare areas with.
//
// Three passes like those of hb_softmax_core, with the same parts where it has them: the maximum of
// a row; exponentials from a table (numbers of 16 bits, those of the pass go to a row buffer) and
// their sum, whose reciprocal is divided serially; last each exponential times the reciprocal in a
// 16 x 16 multiplier, shifted to p in units of 2^-16, and that rounded to the nearest log2 code of
// 4 bits (code q is 2^-q, 15 is zero).
//
// Latency: first sum_valid_i of a row 2 cycles behind its max_last_i at the earliest, first
//   code_valid_i 20 behind its sum_last_i; valid_o 3 behind code_valid_i.
// Throughput: one element of each pass a cycle; one row every 16 cycles at the most.
// Handshake: valid only, with last on the last element of a row; table_rdata_i is due the cycle
//   after table_re_o.
// Combinational paths: none.
module tb_softmax_baseline #(
  parameter int SUM_BITS = 26
) (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic [hb_pkg::ROM_CODE_WIDTH-1:0] zero_i,
  input  logic                              max_valid_i,
  input  logic                              max_last_i,
  input  logic                              max_present_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0]  max_logit_i,
  input  logic                              sum_valid_i,
  input  logic                              sum_last_i,
  input  logic                              sum_present_i,
  input  logic [hb_pkg::ELEMENT_WIDTH-1:0]  sum_logit_i,
  output logic                              table_re_o,
  output logic [hb_pkg::DISTANCE_WIDTH-1:0] table_index_o,
  input  logic [15:0]                       table_rdata_i,
  output logic                              exp_valid_o,
  output logic                              exp_present_o,
  output logic [15:0]                       exp_o,
  input  logic                              code_valid_i,
  input  logic                              code_last_i,
  input  logic                              code_present_i,
  input  logic [15:0]                       code_exp_i,
  output logic                              valid_o,
  output logic                              last_o,
  output logic [hb_pkg::ROM_CODE_WIDTH-1:0] code_o
);

  localparam int EW = hb_pkg::ELEMENT_WIDTH;
  localparam int DW = hb_pkg::DISTANCE_WIDTH;
  localparam int CW = hb_pkg::ROM_CODE_WIDTH;
  localparam int SW = hb_pkg::ROW_SHIFT_WIDTH;
  localparam int FW = hb_pkg::ROW_FACTOR_WIDTH;

  // Pass of the maximum.
  logic [EW-1:0] logit;
  logic [EW-1:0] greatest_q;
  logic [EW-1:0] max_q;
  logic          max_fresh_q;
  logic          max_end_q;

  assign logit = max_present_i ? {~max_logit_i[EW-1], max_logit_i[EW-2:0]} : '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      max_fresh_q <= 1'b1;
      max_end_q   <= 1'b0;
    end else begin
      max_end_q <= max_valid_i && max_last_i;
      if (max_valid_i) max_fresh_q <= max_last_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (max_valid_i && (max_fresh_q || logit > greatest_q)) greatest_q <= logit;
    if (max_end_q) max_q <= greatest_q;
  end

  // Pass of the sum: distance (d), exponential (t), sum.
  logic                d_valid_q;
  logic                d_last_q;
  logic                d_present_q;
  logic [DW-1:0]       d_q;
  logic                t_valid_q;
  logic                t_last_q;
  logic                t_present_q;
  logic [EW-1:0]       distance;
  logic [SUM_BITS-1:0] sum_q;
  logic                sum_fresh_q;
  logic                sum_end_q;

  assign distance = max_q - {~sum_logit_i[EW-1], sum_logit_i[EW-2:0]};
  assign table_re_o = d_valid_q;
  assign table_index_o = d_q;
  assign exp_valid_o = t_valid_q;
  assign exp_present_o = t_present_q;
  assign exp_o = table_rdata_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      d_valid_q   <= 1'b0;
      d_last_q    <= 1'b0;
      t_valid_q   <= 1'b0;
      t_last_q    <= 1'b0;
      sum_fresh_q <= 1'b1;
      sum_end_q   <= 1'b0;
    end else begin
      d_valid_q <= sum_valid_i;
      d_last_q  <= sum_valid_i && sum_last_i;
      t_valid_q <= d_valid_q;
      t_last_q  <= d_last_q;
      sum_end_q <= t_last_q;
      if (t_valid_q) sum_fresh_q <= t_last_q;
    end
  end

  always_ff @(posedge clk_i) begin
    d_present_q <= sum_present_i;
    d_q         <= distance[DW-1:0] | {DW{distance[EW-1:DW] != '0}};
    t_present_q <= d_present_q;
    if (t_valid_q) begin
      sum_q <= (sum_fresh_q ? '0 : sum_q)
          + {{(SUM_BITS-16){1'b0}}, table_rdata_i & {16{t_present_q}}};
    end
  end

  // The reciprocal of the sum, kept for the row.
  logic                         found;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: indices are at most 63, the upper bits are zero.
  logic [hb_pkg::COL_WIDTH-1:0] index;
  // verilator lint_on UNUSEDSIGNAL
  logic [SUM_BITS-1:0]          normal;
  logic                         factor_valid;
  logic [FW-1:0]                factor;
  logic [15:0]                  reciprocal_q;
  logic [SW-1:0]                shift_q;

  hb_leading_one #(
    .WIDTH(SUM_BITS)
  ) u_leading_one (
    .value_i (sum_q),
    .found_o (found),
    .index_o (index),
    .normal_o(normal)
  );

  hb_reciprocal #(
    .WIDTH(SUM_BITS)
  ) u_reciprocal (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .start_i (sum_end_q),
    .index_i (index[SW-1:0]),
    .normal_i({normal[SUM_BITS-1] || !found, normal[SUM_BITS-2:0]}),
    .valid_o (factor_valid),
    .factor_o(factor)
  );

  always_ff @(posedge clk_i) begin
    if (factor_valid) {shift_q, reciprocal_q} <= factor;
  end

  // Pass of the codes: product (m), probability (p, rounded), code.
  logic        m_valid_q;
  logic        m_last_q;
  logic        m_present_q;
  logic [31:0] m_q;
  logic        p_valid_q;
  logic        p_last_q;
  logic        p_present_q;
  logic [15:0] p_q;
  logic [31:0] rounded;
  logic [31:0] shifted;
  logic [4:0]  octaves;
  logic        p_found;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: of a number of 16 bits only the index and the bit below the highest one count.
  logic [7:0]  p_index;
  logic [15:0] p_normal;
  // verilator lint_on UNUSEDSIGNAL

  assign shifted = m_q >> (shift_q - 1'b1);
  assign rounded = {1'b0, shifted[31:1]} + {31'd0, shifted[0]};
  assign octaves = p_found ? 5'd16 - p_index[4:0] - {4'd0, p_normal[14]} : 5'd15;

  hb_leading_one #(
    .WIDTH(16)
  ) u_p_leading_one (
    .value_i (p_q),
    .found_o (p_found),
    .index_o (p_index),
    .normal_o(p_normal)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      m_valid_q <= 1'b0;
      m_last_q  <= 1'b0;
      p_valid_q <= 1'b0;
      p_last_q  <= 1'b0;
      valid_o   <= 1'b0;
      last_o    <= 1'b0;
    end else begin
      m_valid_q <= code_valid_i;
      m_last_q  <= code_valid_i && code_last_i;
      p_valid_q <= m_valid_q;
      p_last_q  <= m_last_q;
      valid_o   <= p_valid_q;
      last_o    <= p_last_q;
    end
  end

  always_ff @(posedge clk_i) begin
    m_present_q <= code_present_i;
    m_q         <= code_exp_i * reciprocal_q;
    p_present_q <= m_present_q;
    p_q         <= (rounded[31:16] != '0) ? '1 : rounded[15:0];
    code_o      <= p_present_q ? {{(CW-4){1'b0}}, octaves[3:0] | {4{octaves[4]}}} : zero_i;
  end

endmodule
