// hb_shift_array: ROWS x COLS pairs of sums, each adding LANES shifted weights a cycle.
//
// For operands that are powers of two up to two factors: no cell has a multiplier. An operand
// (r, l) names the sum it goes to, a shift by 0..7 and a sign, or is zero and adds nothing. A
// drained value is (first << shift) + factor * second, once for each output: log2 codes of 15
// octaves take 1 and 2^8, those of sqrt(2) take 128 and 181, FP4 takes 1 and 3. first_i starts from
// zero, last_i also loads the sums into shadow registers, as in hb_mac_array.
//
// Latency: 1 cycle from the words to sums and shadow; 1 cycle from drain_i to drain_o.
// Throughput: ROWS*COLS*LANES products and ROWS*LANES drained values a cycle.
// Handshake: none. The user drains the shadow before the next last_i; draining the last columns in
//   the cycle of that last_i is allowed and returns the old values. configure_i only while nothing
//   is in the array.
// Combinational paths: none.
module hb_shift_array #(
  parameter int ROWS     = 8,
  parameter int COLS     = 8,
  parameter int LANES    = 1,
  parameter int WGT_BITS = 4,
  parameter int ACC_BITS = 24
) (
  input  logic                                             clk_i,
  input  logic                                             configure_i,
  input  logic [hb_pkg::DECODE_SHIFT_WIDTH-1:0]            shift_i,
  input  logic [hb_pkg::DECODE_FACTOR_WIDTH-1:0]           factor_i,
  input  logic                                             en_i,
  input  logic                                             first_i,
  input  logic                                             last_i,
  input  logic [ROWS*LANES*hb_pkg::SHIFT_OPERAND_WIDTH-1:0] operand_i,
  input  logic [COLS*LANES*WGT_BITS-1:0]                   wgt_i,
  input  logic                                             drain_i,
  input  logic [hb_pkg::COL_WIDTH-1:0]                     drain_col_i,
  output logic [ROWS*LANES*hb_pkg::SHIFT_VALUE_WIDTH-1:0]  drain_o
);

  localparam int OW = hb_pkg::SHIFT_OPERAND_WIDTH;
  localparam int VW = hb_pkg::SHIFT_VALUE_WIDTH;
  localparam int TERM_BITS = WGT_BITS + 8;

  logic [hb_pkg::DECODE_SHIFT_WIDTH-1:0]  shift_q;
  logic [hb_pkg::DECODE_FACTOR_WIDTH-1:0] factor_q;

  always_ff @(posedge clk_i) begin
    if (configure_i) begin
      shift_q  <= shift_i;
      factor_q <= factor_i;
    end
  end

  logic signed [ACC_BITS-1:0] first_q         [ROWS*COLS];
  logic signed [ACC_BITS-1:0] second_q        [ROWS*COLS];
  logic signed [ACC_BITS-1:0] first_shadow_q  [ROWS*COLS];
  logic signed [ACC_BITS-1:0] second_shadow_q [ROWS*COLS];

  /* verilator lint_off BLKSEQ */
  // Reason: blocking assignment keeps the loops over the private arrays fast to simulate. Nothing
  // outside this process reads them; the port drain_o is assigned without blocking.
  always_ff @(posedge clk_i) begin : array
    logic [OW-1:0]               operand [ROWS*LANES];
    logic signed [TERM_BITS-1:0] wgt     [COLS*LANES];
    logic signed [TERM_BITS-1:0] term;
    logic signed [ACC_BITS-1:0]  addend;
    logic signed [ACC_BITS-1:0]  sum;
    logic                        in_second;
    logic signed [ACC_BITS-1:0]  first;
    logic signed [ACC_BITS-1:0]  second;
    // verilator lint_off UNUSEDSIGNAL
    // Reason: the value is proven to fit its width, so upper bits of its parts do not matter.
    logic signed [VW:0]          shifted;
    logic signed [ACC_BITS+8:0]  scaled;
    // verilator lint_on UNUSEDSIGNAL
    if (drain_i) begin
      for (int unsigned r = 0; r < ROWS; r++) begin
        for (int unsigned l = 0; l < LANES; l++) begin
          // Constant indices: a variable one would select among the registers of all rows.
          first = '0;
          second = '0;
          for (int unsigned g = 0; g < COLS / LANES; g++) begin
            if ({24'd0, drain_col_i} == g) begin
              first = first_shadow_q[r*COLS + g*LANES + l];
              second = second_shadow_q[r*COLS + g*LANES + l];
            end
          end
          shifted = {{(VW+1-ACC_BITS){first[ACC_BITS-1]}}, first};
          shifted = shifted <<< shift_q;
          scaled = second * $signed({1'b0, factor_q});
          drain_o[(r*LANES+l)*VW +: VW] <= shifted[VW-1:0] + scaled[VW-1:0];
        end
      end
    end
    if (en_i) begin
      for (int unsigned i = 0; i < ROWS*LANES; i++) begin
        operand[i] = operand_i[i*OW +: OW];
      end
      for (int unsigned i = 0; i < COLS*LANES; i++) begin
        wgt[i] = {{8{wgt_i[i*WGT_BITS+WGT_BITS-1]}}, wgt_i[i*WGT_BITS +: WGT_BITS]};
      end
      for (int unsigned r = 0; r < ROWS; r++) begin
        for (int unsigned c = 0; c < COLS; c++) begin
          first = first_i ? '0 : first_q[r*COLS + c];
          second = first_i ? '0 : second_q[r*COLS + c];
          for (int unsigned l = 0; l < LANES; l++) begin
            term = wgt[c*LANES + l] <<< operand[r*LANES + l][2:0];
            if (operand[r*LANES + l][hb_pkg::SHIFT_NEGATIVE_BIT]) term = -term;
            if (!operand[r*LANES + l][hb_pkg::SHIFT_NONZERO_BIT]) term = '0;
            addend = {{(ACC_BITS-TERM_BITS){term[TERM_BITS-1]}}, term};
            // One adder, whichever sum it is.
            in_second = operand[r*LANES + l][hb_pkg::SHIFT_SECOND_BIT];
            sum = (in_second ? second : first) + addend;
            if (in_second) second = sum;
            else first = sum;
          end
          first_q[r*COLS + c] = first;
          second_q[r*COLS + c] = second;
          if (last_i) begin
            first_shadow_q[r*COLS + c] = first;
            second_shadow_q[r*COLS + c] = second;
          end
        end
      end
    end
  end
  /* verilator lint_on BLKSEQ */

endmodule
