// hb_mul_add: signed multiplier times signed multiplicand plus an addend, modulo 2^SUM_BITS.
//
// Without EXPLICIT the product is `*`, which simulates fast and lets an FPGA take its multipliers.
// With EXPLICIT it is the rows of hb_product_rows, whose limits hold for the operands; triple_i
// saves every instance the addition that makes three of the multiplicand.
//
// Latency: 1 cycle from the operands to sum_o, which stays while valid_i is low.
// Throughput: one product a cycle.
// Handshake: valid only; triple_i is three times multiplicand_i.
// Combinational paths: none.
module hb_mul_add #(
  parameter int MULTIPLIER_BITS = 16,
  parameter int ROW_BITS        = 18,
  parameter int SUM_BITS        = 32,
  parameter int EXPLICIT        = 0
) (
  input  logic                       clk_i,
  input  logic                       valid_i,
  input  logic [MULTIPLIER_BITS-1:0] multiplier_i,
  input  logic [ROW_BITS-1:0]        multiplicand_i,
  // verilator lint_off UNUSEDSIGNAL
  // Reason: only the explicit rows take multiples of the multiplicand.
  input  logic [ROW_BITS-1:0]        triple_i,
  // verilator lint_on UNUSEDSIGNAL
  input  logic [SUM_BITS-1:0]        addend_i,
  output logic [SUM_BITS-1:0]        sum_o
);

  logic [SUM_BITS-1:0] sum;

  always_ff @(posedge clk_i) begin
    if (valid_i) sum_o <= sum;
  end

  if (EXPLICIT != 0) begin : gen_rows
    logic [SUM_BITS-1:0] rows;
    logic [SUM_BITS-1:0] carries;
    logic [SUM_BITS-1:0] half;
    logic [SUM_BITS-1:0] carry;

    hb_product_rows #(
      .MULTIPLIER_BITS(MULTIPLIER_BITS),
      .ROW_BITS       (ROW_BITS),
      .SUM_BITS       (SUM_BITS)
    ) u_rows (
      .multiplier_i  (multiplier_i),
      .multiplicand_i(multiplicand_i),
      .triple_i      (triple_i),
      .sum_o         (rows),
      .carry_o       (carries)
    );

    // Three words to two.
    assign half = rows ^ carries;
    assign carry = ((half & addend_i) | (~half & rows)) << 1;

    hb_ripple_add #(
      .BITS       (SUM_BITS),
      .RIPPLE_BITS(SUM_BITS)
    ) u_sum (
      .a_i    (half ^ addend_i),
      .b_i    (carry),
      .carry_i(1'b0),
      .sum_o  (sum)
    );
  end else begin : gen_product
    logic signed [MULTIPLIER_BITS-1:0] multiplier;
    logic signed [ROW_BITS-1:0]        multiplicand;
    logic signed [SUM_BITS-1:0]        product;
    assign multiplier = multiplier_i;
    assign multiplicand = multiplicand_i;
    assign product = multiplier * multiplicand;
    assign sum = product + addend_i;
  end

endmodule
