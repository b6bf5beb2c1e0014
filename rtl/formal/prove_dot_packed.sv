// prove_dot_packed: the form of hb_dot_array for simulation, which multiplies four weights at once,
// holds and drains the sums of that with an operator for each, for every digit, weight and zero,
// signed or not, and every order of clearing, shifting, putting aside, loading and draining. With one
// lane and columns in two fields of a long word.
//
// Unit: hb_dot_array
// Steps: 1
// Cycles: 3
// Fault:
//   - ? 64'h0008_0008_0008_0008 :
//   + ? 64'h0008_0008_0000_0008 :
// Fault:
//   - ? total << 3 : 0
//   + ? total << 2 : 0
// Fault:
//   - {60{digit_signed_i & digit_i[4*l+3]}}
//   + {60{1'b0}}
// Fault:
//   - OFFSET = 128 * LANES
//   + OFFSET = 16 * LANES
// Fault:
//   - first_i ? 0 : -1
//   + first_i ? 0 : 1
// Fault:
//   - total * {{27{wgt_zero_i[4]}}, wgt_zero_i}
//   + total * {27'd0, wgt_zero_i}
// Fault:
//   - held_zero_q = zero_q;
//   + held_zero_q = zero_shadow_q;
// Fault:
//   - held_q[c] = acc_q[c];
//   + held_q[c] = shadow_q[c];
module prove_dot_packed (
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
  input logic [19:0] wgt_i,
  input logic        drain_i,
  input logic [7:0]  drain_col_i
);

  localparam int A = 11;
  localparam int H = A - 7;

  logic [A-1:0] packed_o;
  logic [A-1:0] operator_o;

  hb_dot_array #(.COLS(5), .LANES(1), .ACC_BITS(A), .PARTIAL_PRODUCTS(0)) u_packed (
    .drain_o(packed_o), .fold_i(1'b0), .fold_digit_i(4'd0),
    .pack_i(1'b0), .index_i(10'd0), .*
  );
  hb_dot_array #(.COLS(5), .LANES(1), .ACC_BITS(A), .PARTIAL_PRODUCTS(2)) u_operator (
    .drain_o(operator_o), .fold_i(1'b0), .fold_digit_i(4'd0),
    .pack_i(1'b0), .index_i(10'd0), .*
  );

  (* hierconn *) logic [31:0]  \u_packed.gen_packed.zero_q ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.zero_shadow_q ;
  (* hierconn *) logic [A-1:0] \u_operator.gen_operator.zero_q ;
  (* hierconn *) logic [A-1:0] \u_operator.gen_operator.zero_shadow_q ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.acc_q[0] ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.acc_q[4] ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.shadow_q[0] ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.shadow_q[4] ;
  (* hierconn *) logic [A-1:0] \u_operator.gen_operator.acc_q[0] ;
  (* hierconn *) logic [A-1:0] \u_operator.gen_operator.acc_q[4] ;
  (* hierconn *) logic [A-1:0] \u_operator.gen_operator.shadow_q[0] ;
  (* hierconn *) logic [A-1:0] \u_operator.gen_operator.shadow_q[4] ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.held_zero_q ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.held_zero_shadow_q ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.held_q[0] ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.held_q[4] ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.held_shadow_q[0] ;
  (* hierconn *) logic [31:0]  \u_packed.gen_packed.held_shadow_q[4] ;
  (* hierconn *) logic [H-1:0] \u_operator.gen_operator.held_zero_q ;
  (* hierconn *) logic [H-1:0] \u_operator.gen_operator.held_zero_shadow_q ;
  (* hierconn *) logic [H-1:0] \u_operator.gen_operator.held_q[0] ;
  (* hierconn *) logic [H-1:0] \u_operator.gen_operator.held_q[4] ;
  (* hierconn *) logic [H-1:0] \u_operator.gen_operator.held_shadow_q[0] ;
  (* hierconn *) logic [H-1:0] \u_operator.gen_operator.held_shadow_q[4] ;
  (* hierconn *) logic         \u_packed.both_shadow_q ;
  (* hierconn *) logic         \u_operator.both_shadow_q ;
  (* hierconn *) logic [A-1:0] \u_packed.sum_q ;
  (* hierconn *) logic [H-1:0] \u_packed.aside_q ;
  (* hierconn *) logic         \u_packed.both_q ;
  (* hierconn *) logic [A-1:0] \u_operator.sum_q ;
  (* hierconn *) logic [H-1:0] \u_operator.aside_q ;
  (* hierconn *) logic         \u_operator.both_q ;

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

  always_comb begin
    assume (shift_i != 2'd3);
    assume (!(en_i && last_i && hold_i) || (!$initstate && held_q));
    assume (drain_col_i == 8'd0 || drain_col_i == 8'd4);
    // What is drained comes from these by the same unit, hb_held_sums.
    if (!$initstate && drained_q) begin
      assert (\u_packed.sum_q == \u_operator.sum_q );
      assert (\u_packed.both_q == \u_operator.both_q );
      if (\u_packed.both_q ) assert (\u_packed.aside_q == \u_operator.aside_q );
    end
    // What makes the above inductive.
    if (!$initstate && acc_q) begin
      assert (\u_packed.gen_packed.acc_q[0] [A-1:0] == \u_operator.gen_operator.acc_q[0] );
      assert (\u_packed.gen_packed.acc_q[4] [A-1:0] == \u_operator.gen_operator.acc_q[4] );
      assert (\u_packed.gen_packed.zero_q [A-1:0] == \u_operator.gen_operator.zero_q );
    end
    if (!$initstate && held_q) begin
      assert (\u_packed.gen_packed.held_q[0] [H-1:0]
          == \u_operator.gen_operator.held_q[0] );
      assert (\u_packed.gen_packed.held_q[4] [H-1:0]
          == \u_operator.gen_operator.held_q[4] );
      assert (\u_packed.gen_packed.held_zero_q [H-1:0]
          == \u_operator.gen_operator.held_zero_q );
    end
    if (!$initstate && shadow_q) begin
      assert (\u_packed.both_shadow_q == \u_operator.both_shadow_q );
      if (\u_packed.both_shadow_q ) begin
        assert (\u_packed.gen_packed.held_shadow_q[0] [H-1:0]
            == \u_operator.gen_operator.held_shadow_q[0] );
        assert (\u_packed.gen_packed.held_shadow_q[4] [H-1:0]
            == \u_operator.gen_operator.held_shadow_q[4] );
        assert (\u_packed.gen_packed.held_zero_shadow_q [H-1:0]
            == \u_operator.gen_operator.held_zero_shadow_q );
      end
      assert (\u_packed.gen_packed.shadow_q[0] [A-1:0] == \u_operator.gen_operator.shadow_q[0] );
      assert (\u_packed.gen_packed.shadow_q[4] [A-1:0] == \u_operator.gen_operator.shadow_q[4] );
      assert (\u_packed.gen_packed.zero_shadow_q [A-1:0]
          == \u_operator.gen_operator.zero_shadow_q );
    end
  end

endmodule
