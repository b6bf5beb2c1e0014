// hb_softmax_core: the arithmetic of a softmax in integers, LANES elements a cycle, three passes.
//
// A row passes three times: its logits (s16, sixteen units are a factor of two) for the maximum,
// then again for the distances from it and a sum, last the distances for the codes of `norm early`.
// Elements that are not present take no part and get code zero_i. The pass of the sum follows that
// of the maximum, the pass of the codes that of the sum; passes of different rows overlap.
//
//   early: sum of 2^(-d / 16); code = table[min(d + log of the sum, 255)], in the pass of the codes
//   late:  code = table[d] and sum of the numbers table[d], in the pass of the sum
//
// The formulas are those of compiler/docs/numerics.md, section 10. Row buffers, the table (an entry
// is {number, code}) and the reciprocal of late sums are outside.
//
// Latency: distance_valid_o 1 cycle behind sum_valid_i; sum_done_o 3 behind sum_last_i; valid_o 3
//   behind sum_valid_i (late) or code_valid_i (early).
// Throughput: LANES elements of each pass a cycle; rows of any length without gaps.
// Handshake: valid only, with last on the last word of a row in each pass; table_rdata_i is due the
//   cycle after table_re_o. early_i and zero_i are constant while anything is in flight. The first
//   sum_valid_i of a row is at least 2 cycles behind its max_last_i, the sum_last_i of the row
//   before it at most 1; the first code_valid_i of a row is at least 4 cycles behind its
//   sum_last_i, the code_last_i of the row before it at most 3.
// Combinational paths: none.
module hb_softmax_core #(
  parameter int LANES    = 4,
  parameter int SUM_BITS = 26
) (
  input  logic                                    clk_i,
  input  logic                                    rst_ni,
  input  logic                                    early_i,
  input  logic [hb_pkg::ROM_CODE_WIDTH-1:0]       zero_i,
  input  logic                                    max_valid_i,
  input  logic                                    max_last_i,
  input  logic [LANES-1:0]                        max_present_i,
  input  logic [LANES*hb_pkg::ELEMENT_WIDTH-1:0]  max_logit_i,
  input  logic                                    sum_valid_i,
  input  logic                                    sum_last_i,
  input  logic [LANES-1:0]                        sum_present_i,
  input  logic [LANES*hb_pkg::ELEMENT_WIDTH-1:0]  sum_logit_i,
  output logic                                    distance_valid_o,
  output logic [LANES-1:0]                        distance_present_o,
  output logic [LANES*hb_pkg::DISTANCE_WIDTH-1:0] distance_o,
  input  logic                                    code_valid_i,
  input  logic                                    code_last_i,
  input  logic [LANES-1:0]                        code_present_i,
  input  logic [LANES*hb_pkg::DISTANCE_WIDTH-1:0] code_distance_i,
  output logic                                    table_re_o,
  output logic [LANES*hb_pkg::DISTANCE_WIDTH-1:0] table_index_o,
  input  logic [LANES*hb_pkg::ROM_WIDTH-1:0]      table_rdata_i,
  output logic                                    valid_o,
  output logic                                    last_o,
  output logic [LANES*hb_pkg::ROM_CODE_WIDTH-1:0] code_o,
  output logic                                    sum_done_o,
  output logic [hb_pkg::ROW_SHIFT_WIDTH-1:0]      sum_index_o,
  output logic [SUM_BITS-1:0]                     sum_normal_o
);

  localparam int EW = hb_pkg::ELEMENT_WIDTH;
  localparam int DW = hb_pkg::DISTANCE_WIDTH;
  localparam int WW = hb_pkg::WEIGHT_WIDTH;
  localparam int LW = hb_pkg::LOG_WIDTH;
  localparam int FW = hb_pkg::LOG_FRACTION_WIDTH;
  localparam int CW = hb_pkg::ROM_CODE_WIDTH;
  localparam int RW = hb_pkg::ROM_WIDTH;
  localparam int NW = RW - CW;
  localparam int SW = hb_pkg::ROW_SHIFT_WIDTH;
  localparam int TW = NW + $clog2(LANES);

  // Trees over the lanes: node 0 is the root, 2 n + 1 and 2 n + 2 join in node n.
  localparam int NODES = 2 * LANES - 1;

  // Pass of the maximum: a tree over the lanes, then the words of the row. The upper bit is
  // flipped, so that numbers compare without sign and the least of them is zero.
  logic [LANES*EW-1:0] max_leaves;
  logic [NODES*EW-1:0] max_tree;
  logic [EW-1:0]       max_word;
  logic [EW-1:0]       greatest_q;
  logic [EW-1:0]       max_q;
  logic                max_fresh_q;
  logic                max_end_q;

  for (genvar l = 0; l < LANES; l++) begin : gen_leaf
    assign max_leaves[l*EW +: EW] = max_present_i[l]
        ? {~max_logit_i[l*EW+EW-1], max_logit_i[l*EW +: EW-1]} : '0;
  end

  always_comb begin
    max_tree = '0;
    for (int l = 0; l < LANES; l++) begin
      max_tree[(LANES-1+l)*EW +: EW] = max_leaves[l*EW +: EW];
    end
    for (int n = LANES - 2; n >= 0; n--) begin
      max_tree[n*EW +: EW] = (max_tree[(2*n+1)*EW +: EW] > max_tree[(2*n+2)*EW +: EW])
          ? max_tree[(2*n+1)*EW +: EW] : max_tree[(2*n+2)*EW +: EW];
    end
  end

  assign max_word = max_tree[EW-1:0];

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
    if (max_valid_i && (max_fresh_q || max_word > greatest_q)) begin
      greatest_q <= max_word;
    end
    if (max_end_q) max_q <= greatest_q;
  end

  // Pass of the sum: distances, saturated (d), then their weights (w) beside the table's read.
  logic                d_valid_q;
  logic                d_last_q;
  logic [LANES-1:0]    d_present_q;
  logic [LANES*DW-1:0] d_q;
  logic                w_valid_q;
  logic                w_last_q;
  logic [LANES-1:0]    w_present_q;
  logic [LANES*WW-1:0] w_q;
  logic [LANES*WW-1:0] weights;

  assign distance_valid_o = d_valid_q;
  assign distance_present_o = d_present_q;
  assign distance_o = d_q;

  hb_exp2 #(
    .LANES(LANES)
  ) u_exp2 (
    .distance_i(d_q),
    .weight_o  (weights)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      d_valid_q <= 1'b0;
      d_last_q  <= 1'b0;
      w_valid_q <= 1'b0;
      w_last_q  <= 1'b0;
    end else begin
      d_valid_q <= sum_valid_i;
      d_last_q  <= sum_valid_i && sum_last_i;
      w_valid_q <= d_valid_q;
      w_last_q  <= d_last_q;
    end
  end

  always_ff @(posedge clk_i) begin
    d_present_q <= sum_present_i;
    w_present_q <= d_present_q;
    w_q         <= weights;
  end

  for (genvar l = 0; l < LANES; l++) begin : gen_distance
    logic [EW-1:0] distance;
    assign distance = max_q - {~sum_logit_i[l*EW+EW-1], sum_logit_i[l*EW +: EW-1]};
    always_ff @(posedge clk_i) begin
      d_q[l*DW +: DW] <= distance[DW-1:0] | {DW{distance[EW-1:DW] != '0}};
    end
  end

  // Pass of the codes: distances from the sum, saturated (i).
  logic                i_valid_q;
  logic                i_last_q;
  logic [LANES-1:0]    i_present_q;
  logic [LANES*DW-1:0] i_q;
  logic [LW-1:0]       log;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      i_valid_q <= 1'b0;
      i_last_q  <= 1'b0;
    end else begin
      i_valid_q <= code_valid_i;
      i_last_q  <= code_valid_i && code_last_i;
    end
  end

  always_ff @(posedge clk_i) begin
    i_present_q <= code_present_i;
  end

  for (genvar l = 0; l < LANES; l++) begin : gen_index
    logic [LW:0] index;
    assign index = {{(LW+1-DW){1'b0}}, code_distance_i[l*DW +: DW]} + {1'b0, log};
    always_ff @(posedge clk_i) begin
      i_q[l*DW +: DW] <= index[DW-1:0] | {DW{index[LW:DW] != '0}};
    end
  end

  // Codes: from d (late) or i (early) through the table (t) to the output.
  logic             t_valid_q;
  logic             t_last_q;
  logic [LANES-1:0] t_present_q;

  assign table_re_o = early_i ? i_valid_q : d_valid_q;
  assign table_index_o = early_i ? i_q : d_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      t_valid_q <= 1'b0;
      t_last_q  <= 1'b0;
      valid_o   <= 1'b0;
      last_o    <= 1'b0;
    end else begin
      t_valid_q <= table_re_o;
      t_last_q  <= early_i ? i_last_q : d_last_q;
      valid_o   <= t_valid_q;
      last_o    <= t_last_q;
    end
  end

  always_ff @(posedge clk_i) begin
    t_present_q <= early_i ? i_present_q : d_present_q;
  end

  for (genvar l = 0; l < LANES; l++) begin : gen_code
    always_ff @(posedge clk_i) begin
      code_o[l*CW +: CW] <= t_present_q[l] ? table_rdata_i[l*RW +: CW] : zero_i;
    end
  end

  // The sum of weights (early) or of numbers from the table (late): a tree, then the row.
  logic [LANES*TW-1:0] terms;
  logic [NODES*TW-1:0] sum_tree;
  logic [TW-1:0]       sum_word;
  logic [SUM_BITS-1:0] sum_q;
  logic                sum_fresh_q;
  logic                sum_end_q;

  for (genvar l = 0; l < LANES; l++) begin : gen_term
    logic [NW-1:0] term;
    assign term = early_i ? {{(NW-WW){1'b0}}, w_q[l*WW +: WW]} : table_rdata_i[l*RW+CW +: NW];
    assign terms[l*TW +: TW] = {{(TW-NW){1'b0}}, term & {NW{w_present_q[l]}}};
  end

  always_comb begin
    sum_tree = '0;
    for (int l = 0; l < LANES; l++) begin
      sum_tree[(LANES-1+l)*TW +: TW] = terms[l*TW +: TW];
    end
    for (int n = LANES - 2; n >= 0; n--) begin
      sum_tree[n*TW +: TW] = sum_tree[(2*n+1)*TW +: TW] + sum_tree[(2*n+2)*TW +: TW];
    end
  end

  assign sum_word = sum_tree[TW-1:0];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sum_fresh_q <= 1'b1;
      sum_end_q   <= 1'b0;
    end else begin
      sum_end_q <= w_last_q;
      if (w_valid_q) sum_fresh_q <= w_last_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (w_valid_q) begin
      sum_q <= (sum_fresh_q ? '0 : sum_q) + {{(SUM_BITS-TW){1'b0}}, sum_word};
    end
  end

  // The normalized sum; of nothing it is 1, so that a row without elements has a reciprocal.
  logic                         found;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: indices are at most 63, the upper bits are zero.
  logic [hb_pkg::COL_WIDTH-1:0] index;
  // verilator lint_on UNUSEDSIGNAL
  logic [SUM_BITS-1:0]          normal;
  logic [LW-5:0]                log_index_q;
  logic [FW-1:0]                log_fraction_q;

  hb_leading_one #(
    .WIDTH(SUM_BITS)
  ) u_leading_one (
    .value_i (sum_q),
    .found_o (found),
    .index_o (index),
    .normal_o(normal)
  );

  assign sum_done_o = sum_end_q;
  assign sum_index_o = index[SW-1:0];
  assign sum_normal_o = {normal[SUM_BITS-1] || !found, normal[SUM_BITS-2:0]};

  always_ff @(posedge clk_i) begin
    if (sum_end_q) begin
      log_index_q    <= index[LW-5:0];
      log_fraction_q <= normal[SUM_BITS-2 -: FW];
    end
  end

  hb_log2 #(
    .POINT(WW-1)
  ) u_log2 (
    .index_i   (log_index_q),
    .fraction_i(log_fraction_q),
    .log_o     (log)
  );

endmodule
