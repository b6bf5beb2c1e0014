// prove_dot_array: the two forms of hb_dot_array for synthesis hold and drain the same sum, for every
// digit, weight and zero, signed or not, and every order of clearing, shifting, putting aside, loading
// and draining. With one lane; more of them add more such products.
//
// Unit: hb_dot_array
// Steps: 1
// Fault:
//   - {digit[3] ^ mixed, digit[2:0] ^ {3{wgt_signed_i}}}
//   + {digit[3] ^ mixed, digit[2:0]}
// Fault:
//   - {mixed, {3{wgt_signed_i}}}
//   + {mixed, 3'b000}
// Fault:
//   - LANES * 112
//   + LANES * 120
// Fault:
//   - : corr_q << shift_i[0]
//   + : corr_q
// Fault:
//   - if (b == 4) row = ~row
//   + if (b == 5) row = ~row
// Fault:
//   - zero_q << shift_i[0]
//   + zero_q
// Fault:
//   - if (last_i) zero_shadow_q
//   + zero_shadow_q
// Fault:
//   - number = {digit_signed_i & digit[3]
//   + number = {digit[3]
// Fault:
//   - totals[i*ZERO_BITS +: 4] = {digit[3] ^ digit_signed_i, digit[2:0]};
//   + totals[i*ZERO_BITS +: 4] = digit;
// Fault:
//   - -8 * LANES * FOLD
//   + -7 * LANES * FOLD
// Fault:
//   - if (en_i && last_i) corr_shadow_q
//   + if (last_i) corr_shadow_q
// Fault:
//   - if (hold) held_corr_q
//   + if (hold_i) held_corr_q
// Fault:
//   - if (en_i && last_i) held_shadow_q
//   + if (en_i && hold_i) held_shadow_q
// Fault:
//   - (~held_corr_shadow_q)
//   + ({HELD_BITS{1'b1}})
module prove_dot_array (
  input logic        clk_i,
  input logic        en_i,
  input logic        first_i,
  input logic        last_i,
  input logic        hold_i,
  input logic [1:0]  shift_i,
  input logic        digit_signed_i,
  input logic        wgt_signed_i,
  input logic [4:0]  wgt_zero_i,
  input logic [3:0]  digit_i,
  input logic [3:0]  wgt_i,
  input logic        drain_i
);

  localparam int A = 11;
  localparam int H = A - 7;

  logic [A-1:0] operator_o;
  logic [A-1:0] partial_o;
  logic [7:0]   drain_col;
  assign drain_col = 8'd0;

  hb_dot_array #(.COLS(1), .LANES(1), .ACC_BITS(A), .PARTIAL_PRODUCTS(2)) u_operator (
    .drain_col_i(drain_col), .drain_o(operator_o), .fold_i(1'b0), .fold_digit_i(4'd0),
    .pack_i(1'b0), .index_i(2'd0), .*
  );
  hb_dot_array #(.COLS(1), .LANES(1), .ACC_BITS(A), .PARTIAL_PRODUCTS(1)) u_partial (
    .drain_col_i(drain_col), .drain_o(partial_o), .fold_i(1'b0), .fold_digit_i(4'd0),
    .pack_i(1'b0), .index_i(2'd0), .*
  );

  (* hierconn *) logic [A-1:0] \u_operator.gen_operator.acc_q[0] ;
  (* hierconn *) logic [A-1:0] \u_operator.gen_operator.shadow_q[0] ;
  (* hierconn *) logic [A-1:0] \u_operator.gen_operator.zero_q ;
  (* hierconn *) logic [A-1:0] \u_operator.gen_operator.zero_shadow_q ;
  (* hierconn *) logic [A-1:0] \u_partial.gen_partial.acc_q ;
  (* hierconn *) logic [A-1:0] \u_partial.gen_partial.shadow_q ;
  (* hierconn *) logic [A-1:0] \u_partial.gen_partial.corr_q ;
  (* hierconn *) logic [A-1:0] \u_partial.gen_partial.corr_shadow_q ;
  (* hierconn *) logic [H-1:0] \u_operator.gen_operator.held_q[0] ;
  (* hierconn *) logic [H-1:0] \u_operator.gen_operator.held_shadow_q[0] ;
  (* hierconn *) logic [H-1:0] \u_operator.gen_operator.held_zero_q ;
  (* hierconn *) logic [H-1:0] \u_operator.gen_operator.held_zero_shadow_q ;
  (* hierconn *) logic [H-1:0] \u_partial.gen_partial.held_q ;
  (* hierconn *) logic [H-1:0] \u_partial.gen_partial.held_shadow_q ;
  (* hierconn *) logic [H-1:0] \u_partial.gen_partial.held_corr_q ;
  (* hierconn *) logic [H-1:0] \u_partial.gen_partial.held_corr_shadow_q ;
  (* hierconn *) logic         \u_operator.both_shadow_q ;
  (* hierconn *) logic         \u_partial.both_shadow_q ;
  (* hierconn *) logic [A-1:0] \u_operator.sum_q ;
  (* hierconn *) logic [H-1:0] \u_operator.aside_q ;
  (* hierconn *) logic         \u_operator.both_q ;
  (* hierconn *) logic [A-1:0] \u_partial.sum_q ;
  (* hierconn *) logic [H-1:0] \u_partial.aside_q ;
  (* hierconn *) logic         \u_partial.both_q ;

  // Registers have no reset: what is known begins with first_i, last_i, drain_i.
  logic acc_q;
  logic held_q;
  logic shadow_q;
  logic drained_q;
  always_ff @(posedge clk_i) begin
    acc_q <= (!$initstate && acc_q) || (en_i && first_i);
    if (en_i && hold_i && !last_i) held_q <= first_i || (!$initstate && acc_q);
    else held_q <= !$initstate && held_q;
    if (en_i && last_i) shadow_q <= first_i || (!$initstate && acc_q);
    else shadow_q <= !$initstate && shadow_q;
    if (drain_i) drained_q <= !$initstate && shadow_q;
    else drained_q <= !$initstate && drained_q;
  end

  // The zeros of a cycle, which both forms have from the same place.
  (* hierconn *) logic [9:0] \u_operator.zeros ;
  logic signed [9:0] zeros;
  assign zeros = $signed({digit_signed_i & digit_i[3], digit_i}) * $signed(wgt_zero_i);

  // What the second form adds too much, without the zeros.
  logic [A-1:0] excess_q;
  logic [A-1:0] excess_shadow_q;
  logic [A-1:0] excess;
  logic [H-1:0] excess_held_q;
  logic [H-1:0] excess_held_shadow_q;
  logic [A-1:0] inverted;
  assign inverted = (digit_signed_i ^ wgt_signed_i) ? 11'd120 :
      (digit_signed_i & wgt_signed_i) ? 11'd112 : '0;
  assign excess = (first_i ? '0 : shift_i[1] ? excess_q << 4 : excess_q << shift_i[0]) + inverted;
  always_ff @(posedge clk_i) begin
    if (en_i) excess_q <= excess;
    if (en_i && last_i) excess_shadow_q <= excess;
    if (en_i && hold_i && !last_i) excess_held_q <= excess[H-1:0];
    if (en_i && last_i) excess_held_shadow_q <= excess_held_q;
  end

  // The sums of a cycle by the formula: what each form had, and what it adds to that.
  (* hierconn *) logic [A-1:0] \u_partial.gen_partial.gen_column[0].sum ;
  logic signed [9:0] product;
  logic [A-1:0]      operator_sum;
  logic [A-1:0]      partial_sum;
  assign product = $signed({digit_signed_i & digit_i[3], digit_i})
      * $signed({wgt_signed_i & wgt_i[3], wgt_i});
  assign operator_sum = {product[9], product} + (first_i ? '0
      : shift_i[1] ? \u_operator.gen_operator.acc_q[0] << 4
                   : \u_operator.gen_operator.acc_q[0] << shift_i[0]);
  assign partial_sum = {product[9], product} + inverted + (first_i ? '0
      : shift_i[1] ? \u_partial.gen_partial.acc_q << 4
                   : \u_partial.gen_partial.acc_q << shift_i[0]);

  always_comb begin
    assume (shift_i != 2'd3);
    assume (!(en_i && last_i && hold_i) || (!$initstate && held_q));
    assert (\u_operator.zeros == zeros);
    // What is drained comes from these by the same unit, hb_held_sums.
    if (!$initstate && drained_q) begin
      assert (\u_operator.sum_q == \u_partial.sum_q );
      assert (\u_operator.both_q == \u_partial.both_q );
      if (\u_operator.both_q ) assert (\u_operator.aside_q == \u_partial.aside_q );
    end
    // What makes the above inductive.
    // The next two are known of the cycle before where the registers are compared: without them it
    // takes more than ten times as long.
    assert (\u_partial.gen_partial.gen_column[0].sum == partial_sum);
    if (first_i || (!$initstate && acc_q)) assert (operator_sum + excess == partial_sum);
    if (!$initstate && acc_q) begin
      assert (excess_q[2:0] == 3'd0);
      assert (\u_operator.gen_operator.acc_q[0] + excess_q == \u_partial.gen_partial.acc_q );
      assert (\u_operator.gen_operator.zero_q + excess_q == \u_partial.gen_partial.corr_q );
    end
    if (!$initstate && held_q) begin
      assert (\u_operator.gen_operator.held_q[0] + excess_held_q
          == \u_partial.gen_partial.held_q );
      assert (\u_operator.gen_operator.held_zero_q + excess_held_q
          == \u_partial.gen_partial.held_corr_q );
    end
    if (!$initstate && shadow_q) begin
      assert (\u_operator.both_shadow_q == \u_partial.both_shadow_q );
      if (\u_operator.both_shadow_q ) begin
        assert (\u_operator.gen_operator.held_shadow_q[0] + excess_held_shadow_q
            == \u_partial.gen_partial.held_shadow_q );
        assert (\u_operator.gen_operator.held_zero_shadow_q + excess_held_shadow_q
            == \u_partial.gen_partial.held_corr_shadow_q );
      end
      assert (\u_operator.gen_operator.shadow_q[0] + excess_shadow_q
          == \u_partial.gen_partial.shadow_q );
      assert (\u_operator.gen_operator.zero_shadow_q + excess_shadow_q
          == \u_partial.gen_partial.corr_shadow_q );
    end
  end

endmodule
