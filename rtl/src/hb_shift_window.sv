// hb_shift_window: the lowest bits of a word shifted right, and whether the others are its sign.
//
// The word is sign_i above IN_BITS. It is shifted by shift_i * 2^STEP_LSB, far steps first, so that
// each step leaves no more bits than the steps behind it can bring into the window.
//
// Latency: 0 cycles.
// Throughput: one word a cycle.
// Handshake: none. IN_BITS is at most OUT_BITS + (2^STEPS - 1) * 2^STEP_LSB, the bits that shifts
//   can bring into the window.
// Combinational paths: word_i, sign_i and shift_i to window_o and beyond_o.
module hb_shift_window #(
  parameter int IN_BITS  = 33,
  parameter int OUT_BITS = 18,
  parameter int STEPS    = 4,
  parameter int STEP_LSB = 0
) (
  input  logic [IN_BITS-1:0]  word_i,
  input  logic                sign_i,
  input  logic [STEPS-1:0]    shift_i,
  output logic [OUT_BITS-1:0] window_o,
  output logic                beyond_o
);

  localparam int WIDTH = OUT_BITS + (((1 << STEPS) - 1) << STEP_LSB);

  // verilator lint_off UNUSEDSIGNAL
  // Reason: each step leaves fewer bits that matter.
  logic [WIDTH-1:0] word;
  // verilator lint_on UNUSEDSIGNAL
  assign window_o = word[OUT_BITS-1:0];

  always_comb begin : steps
    logic [WIDTH-1:0] left;
    logic [WIDTH-1:0] signs;
    int               kept;
    int               step;
    signs = {WIDTH{sign_i}};
    word = signs;
    word[IN_BITS-1:0] = word_i;
    beyond_o = 1'b0;
    for (int i = STEPS - 1; i >= 0; i--) begin
      step = 1 << (i + STEP_LSB);
      kept = OUT_BITS + (((1 << i) - 1) << STEP_LSB);
      // Of kept + step bits that matter the highest `step` leave where they are not shifted.
      left = (word ^ signs) & ({WIDTH{1'b1}} << kept) & ~({WIDTH{1'b1}} << (kept + step));
      if (shift_i[i]) word = word >> step;
      else beyond_o = beyond_o || (left != '0);
    end
  end

endmodule
