// hb_rsqrt: digits of the reciprocal square root of a positive number, highest first.
//
// With a = floor(log2(value) / 2) and m = floor(value * 4^(15 - a)), 2^30 <= m < 2^32, the digits
// are those of the largest r of B bits with r^2 m <= 2^(2B + 30), so that r ~ 2^(B + a) /
// sqrt(value). B is 16 with wide_i, else 12. While digit i is found, R stands for the digits above
// it, t = 4^(B - i) 2^30 - 4 R^2 m is what they leave and v = (4 R + 1) m what a one would take of
// it: no multiplication, one subtraction and one addition a digit.
//
// Latency: start_i to normalized_o NORMALIZE + 1 cycles, NORMALIZE = (VALUE_BITS - 2) / 8 + 3; then
//   the digits in the next B cycles.
// Throughput: one root in NORMALIZE + B + 2 cycles.
// Handshake: start_i only while idle, with value_i not zero; wide_i stays until the last digit.
//   octave_o is a, stable from normalized_o to the next start_i. VALUE_BITS is even, 34 or more.
// Combinational paths: none.
module hb_rsqrt #(
  parameter int VALUE_BITS = 50
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  start_i,
  input  logic                  wide_i,
  input  logic [VALUE_BITS-1:0] value_i,
  output logic                  normalized_o,
  output logic [5:0]            octave_o,
  output logic                  digit_valid_o,
  output logic                  digit_last_o,
  output logic                  digit_o
);

  localparam int TOP = VALUE_BITS - 1;
  localparam int NORMALIZE = (VALUE_BITS - 2) / 8 + 3;
  localparam int NORMALIZE_LAST = NORMALIZE - 1;
  localparam int OCTAVE_TOP = VALUE_BITS / 2 - 1;
  localparam int MANTISSA_BITS = 32;
  localparam int REST_BITS = 50;
  localparam int TAKE_BITS = 49;
  localparam int MB = MANTISSA_BITS;

  logic                  shifting_q;
  logic                  digits_q;
  logic [4:0]            step_q;
  logic [VALUE_BITS-1:0] value_q;
  logic [REST_BITS-1:0]  rest_q;
  logic [TAKE_BITS-1:0]  take_q;

  logic [MB-1:0]        mantissa;
  logic [REST_BITS:0]   left;
  logic [REST_BITS-1:0] kept;
  logic [TAKE_BITS-1:0] twice;
  logic [TAKE_BITS-1:0] once;
  logic [TAKE_BITS-1:0] half;
  logic [TAKE_BITS-1:0] carry;
  logic                 last;

  assign mantissa = value_q[TOP -: MB];
  assign left = {1'b0, rest_q} - {2'b00, take_q};
  assign digit_o = !left[REST_BITS];
  assign kept = digit_o ? left[REST_BITS-1:0] : rest_q;
  // v becomes 2 v + 3 m or 2 v - m.
  assign twice = digit_o ? {{(TAKE_BITS-MB-1){1'b0}}, mantissa, 1'b0} : '0;
  assign once = {{(TAKE_BITS-MB){!digit_o}}, mantissa ^ {MB{!digit_o}}};
  assign half = (take_q << 1) ^ twice;
  assign carry = {(half[TAKE_BITS-2:0] & once[TAKE_BITS-2:0])
      | (~half[TAKE_BITS-2:0] & twice[TAKE_BITS-2:0]), !digit_o};
  assign last = step_q == (shifting_q ? NORMALIZE_LAST[4:0] : {2'b01, wide_i, 2'b11});
  assign digit_valid_o = digits_q;
  assign digit_last_o = digits_q && last;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      shifting_q   <= 1'b0;
      normalized_o <= 1'b0;
      digits_q     <= 1'b0;
      step_q       <= '0;
    end else begin
      shifting_q   <= start_i || (shifting_q && !last);
      normalized_o <= shifting_q && last;
      digits_q     <= normalized_o || (digits_q && !last);
      step_q       <= (shifting_q || digits_q) && !last ? step_q + 5'd1 : '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      value_q  <= value_i;
      octave_o <= OCTAVE_TOP[5:0];
    end else if (shifting_q) begin
      if (value_q[TOP -: 8] == '0) begin
        value_q  <= value_q << 8;
        octave_o <= octave_o - 6'd4;
      end else if (value_q[TOP -: 2] == '0) begin
        value_q  <= value_q << 2;
        octave_o <= octave_o - 6'd1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (normalized_o) begin
      rest_q <= {{(REST_BITS-MB-1){1'b0}}, 1'b1, {MB{1'b0}}};
      take_q <= {{(TAKE_BITS-MB){1'b0}}, mantissa};
    end else if (digits_q) begin
      rest_q <= kept << 2;
      take_q <= (half ^ once) + carry;
    end
  end

endmodule
