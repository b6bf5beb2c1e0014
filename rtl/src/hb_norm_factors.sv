// hb_norm_factors: from the sums of a row to the factors of its elements, by shifts and additions.
//
// With the count C, n = C q - N, where N is the sum, or 0 with rms_i. V = C * squares - N^2 + e0,
// e0 = guard_i; r and a are those of hb_rsqrt of V. Then n r + 2^(shift-1) = q * multiplier +
// addend with
//
//   shift = B + a - F    multiplier = C r    addend = 2^(shift-1) - N r    (modulo 2^ADDEND_BITS)
//
// V is a sum over the bits of N and C, the others over the digits of r as they come. The bit of
// 2^(shift-1) enters where the doublings to come carry it to its place.
//
// Latency: start_i to done_o SUM_BITS + NORMALIZE + B + 3 cycles, NORMALIZE that of hb_rsqrt, B 16
//   with wide_i, else 12; the factors are stable only in the cycle of done_o.
// Throughput: one row in as many cycles.
// Handshake: start_i only while idle or in the cycle of done_o; the sums are taken with it, the
//   fields stay until done_o. F = fraction_bits_i <= B - 1, 1 <= guard_i, V < 2^VALUE_BITS,
//   SUM_BITS from 17 to 47. N r fits ADDEND_BITS, at most VALUE_BITS.
// Combinational paths: none.
module hb_norm_factors #(
  parameter int SUM_BITS    = 23,
  parameter int SQUARE_BITS = 38,
  parameter int VALUE_BITS  = 50,
  parameter int ADDEND_BITS = 41
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   start_i,
  input  logic                   rms_i,
  input  logic                   wide_i,
  input  logic [3:0]             fraction_bits_i,
  input  logic [15:0]            count_i,
  input  logic [47:0]            guard_i,
  input  logic [SUM_BITS-1:0]    sum_i,
  input  logic [SQUARE_BITS-1:0] squares_i,
  output logic                   done_o,
  output logic [SUM_BITS-1:0]    multiplier_o,
  output logic [ADDEND_BITS-1:0] addend_o,
  output logic [5:0]             shift_o
);

  localparam int VB = VALUE_BITS;
  localparam int GUARD_BITS = 48;
  localparam int SIGN_STEP = SUM_BITS - 1;

  logic                   variance_q;
  logic                   root_q;
  logic [5:0]             step_q;
  logic [SUM_BITS-1:0]    sum_q;
  logic [SQUARE_BITS-1:0] squares_q;
  logic [VB-1:0]          total_q;
  logic                   normalized;
  logic [5:0]             octave;
  logic                   digit_valid;
  logic                   digit_last;
  logic                   digit;

  hb_rsqrt #(
    .VALUE_BITS(VB)
  ) u_rsqrt (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (root_q),
    .wide_i       (wide_i),
    .value_i      (total_q),
    .normalized_o (normalized),
    .octave_o     (octave),
    .digit_valid_o(digit_valid),
    .digit_last_o (digit_last),
    .digit_o      (digit)
  );

  // One doubling with what is added to it: bits of sum and count, or a digit.
  logic [63:0]   sum_bits;
  logic [63:0]   count_bits;
  logic [63:0]   guard_bits;
  logic          by_sum;
  logic          by_count;
  logic          negative;
  logic          low_bit;
  logic [VB-1:0] first;
  logic [VB-1:0] second;
  logic [VB-1:0] doubled;
  logic [VB-1:0] half;
  logic [VB-1:0] carry;
  logic [VB-1:0] total_next;
  assign sum_bits = {{(64-SUM_BITS){1'b0}}, sum_q};
  assign count_bits = {48'd0, count_i};
  assign guard_bits = {16'd0, guard_i};
  assign by_sum = digit_valid ? digit : sum_bits[step_q];
  assign by_count = !digit_valid && count_bits[step_q];
  assign negative = digit_valid || step_q != SIGN_STEP[5:0];
  assign low_bit = digit_valid ? step_q == {2'b00, fraction_bits_i} : guard_bits[step_q];
  assign first = ({{(VB-SUM_BITS){sum_q[SUM_BITS-1]}}, sum_q} ^ {VB{negative}}) & {VB{by_sum}};
  assign second = {{(VB-SQUARE_BITS){1'b0}}, squares_q} & {VB{by_count}};
  // Carry-save: three words to two, with the one of the complement.
  assign doubled = {total_q[VB-2:0], low_bit};
  assign half = doubled ^ first;
  assign carry = {(half[VB-2:0] & second[VB-2:0]) | (~half[VB-2:0] & doubled[VB-2:0]),
      by_sum && negative};
  assign total_next = (half ^ second) + carry;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      variance_q <= 1'b0;
      root_q     <= 1'b0;
      done_o     <= 1'b0;
    end else begin
      variance_q <= start_i || (variance_q && step_q != '0);
      root_q     <= variance_q && step_q == '0;
      done_o     <= digit_last;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      sum_q     <= rms_i ? '0 : sum_i;
      squares_q <= squares_i;
      step_q    <= SIGN_STEP[5:0];
      total_q   <= {{(VB+SUM_BITS-GUARD_BITS){1'b0}}, guard_i[GUARD_BITS-1:SUM_BITS]};
    end else if (normalized) begin
      step_q       <= octave;
      total_q      <= (octave > {2'b00, fraction_bits_i})
          ? {{(VB-1){1'b0}}, 1'b1} << (octave - {2'b00, fraction_bits_i} - 6'd1)
          : '0;
      multiplier_o <= '0;
    end else if (variance_q || digit_valid) begin
      step_q  <= digit_valid ? step_q + 6'd1 : step_q - 6'd1;
      total_q <= total_next;
      if (digit_valid) begin
        multiplier_o <= (multiplier_o << 1)
            + (digit ? {{(SUM_BITS-16){1'b0}}, count_i} : '0);
      end
    end
  end

  assign addend_o = total_q[ADDEND_BITS-1:0];
  assign shift_o = {1'b0, wide_i, {2{!wide_i}}, 2'b00} + octave - {2'b00, fraction_bits_i};

endmodule
