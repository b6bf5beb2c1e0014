// hb_mac_array: ROWS x COLS accumulators, each adding LANES products a cycle, with a shadow copy.
//
// A cycle with en_i adds act(r, l) * weight(l, c) over the lanes l to accumulator (r, c); first_i
// starts from zero, last_i also loads the sums into the shadow registers, which drain_i then reads
// LANES columns at a time while the next row block accumulates.
//
// Latency: 1 cycle from the words to accumulators and shadow; 1 cycle from drain_i to drain_o.
// Throughput: ROWS*COLS*LANES multiply-accumulates and ROWS*LANES drained values a cycle.
// Handshake: none. The user drains the shadow before the next last_i; draining the last columns in
//   the cycle of that last_i is allowed and returns the old values.
// Combinational paths: none.
module hb_mac_array #(
  parameter int ROWS     = 8,
  parameter int COLS     = 8,
  parameter int LANES    = 1,
  parameter int ACT_BITS = 8,
  parameter int WGT_BITS = 4,
  parameter int ACC_BITS = 24
) (
  input  logic                           clk_i,
  input  logic                           en_i,
  input  logic                           first_i,
  input  logic                           last_i,
  input  logic                           act_signed_i,
  input  logic [ROWS*LANES*ACT_BITS-1:0] act_i,
  input  logic [COLS*LANES*WGT_BITS-1:0] wgt_i,
  input  logic                           drain_i,
  input  logic [hb_pkg::COL_WIDTH-1:0]   drain_col_i,
  output logic [ROWS*LANES*ACC_BITS-1:0] drain_o
);

  localparam int PROD_BITS = ACT_BITS + 1 + WGT_BITS;

  logic signed [ACC_BITS-1:0] acc_q    [ROWS*COLS];
  logic signed [ACC_BITS-1:0] shadow_q [ROWS*COLS];

  /* verilator lint_off BLKSEQ */
  // Reason: blocking assignment keeps the loops over the private arrays fast to simulate. Nothing
  // outside this process reads them; the port drain_o is assigned without blocking.
  always_ff @(posedge clk_i) begin : array
    logic signed [ACT_BITS:0]    act     [ROWS*LANES];
    logic signed [WGT_BITS-1:0]  wgt     [COLS*LANES];
    logic signed [PROD_BITS-1:0] product;
    logic signed [ACC_BITS-1:0]  sum;
    if (drain_i) begin
      for (int unsigned r = 0; r < ROWS; r++) begin
        for (int unsigned c = 0; c < COLS; c++) begin
          // Constant indices: a variable one would select among the registers of all rows.
          if ({24'd0, drain_col_i} == c / LANES) begin
            drain_o[(r*LANES + c%LANES)*ACC_BITS +: ACC_BITS] <= shadow_q[r*COLS + c];
          end
        end
      end
    end
    if (en_i) begin
      for (int unsigned i = 0; i < ROWS*LANES; i++) begin
        act[i] = {act_signed_i & act_i[i*ACT_BITS+ACT_BITS-1], act_i[i*ACT_BITS +: ACT_BITS]};
      end
      for (int unsigned i = 0; i < COLS*LANES; i++) begin
        wgt[i] = wgt_i[i*WGT_BITS +: WGT_BITS];
      end
      for (int unsigned r = 0; r < ROWS; r++) begin
        for (int unsigned c = 0; c < COLS; c++) begin
          sum = first_i ? '0 : acc_q[r*COLS + c];
          for (int unsigned l = 0; l < LANES; l++) begin
            product = act[r*LANES + l] * wgt[c*LANES + l];
            sum = sum + {{(ACC_BITS-PROD_BITS){product[PROD_BITS-1]}}, product};
          end
          acc_q[r*COLS + c] = sum;
          if (last_i) shadow_q[r*COLS + c] = sum;
        end
      end
    end
  end
  /* verilator lint_on BLKSEQ */

endmodule
