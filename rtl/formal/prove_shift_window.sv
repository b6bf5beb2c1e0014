// prove_shift_window: for every word and every shift the window has the lowest bits of the shifted
// word, and beyond_o tells whether the shifted word is not the window with its sign.
//
// Unit: hb_shift_window
// Steps: 1
// Fault:
//   - (word ^ signs)
//   + word
// Fault:
//   - ({WIDTH{1'b1}} << kept)
//   + ({WIDTH{1'b1}} << (kept + 1))
// Fault:
//   - ~({WIDTH{1'b1}} << (kept + step))
//   + ~({WIDTH{1'b1}} << (kept + step - 1))
// Fault:
//   - word = signs;
//   + word = '0;
// Fault:
//   - beyond_o || (left != '0)
//   + left != '0
module prove_shift_window (
  input logic [32:0] word_i,
  input logic [2:0]  shift_i
);

  logic        sign_i;
  logic [5:0]  window_o;
  logic        beyond_o;
  assign sign_i = word_i[32];

  hb_shift_window #(.IN_BITS(33), .OUT_BITS(6), .STEPS(3), .STEP_LSB(2)) u_dut (.*);

  logic signed [32:0] word;
  logic signed [32:0] shifted;
  assign word = word_i;
  assign shifted = word >>> {shift_i, 2'b00};

  always_comb begin
    assert (window_o == shifted[5:0]);
    assert (beyond_o == (shifted[32:6] != {27{sign_i}}));
  end

endmodule
