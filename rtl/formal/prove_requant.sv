// prove_requant: hb_requant is the formula of requantize and requantize_add at full width: for any
// value, bias, multiplier, residual, zero point, bounds and shift whose sum fits 64 bits, each
// element five cycles later, with its tag. Products are cut: the proof holds for any multiplier,
// once both sides multiply the same operands. Rounding is proven in two steps: adding 2^(shift-1)
// in front of a shift is adding the last bit shifted out behind it, and the unit does the latter.
//
// Unit: hb_requant
// Steps: 1
// Cycles: 5
// Cut: $mul
// Fault:
//   - $signed({1'b0, m2_i})
//   + $signed({m2_i[30], m2_i})
// Fault:
//   - $signed(residual_i[e*EW +: EW]) - z2_i
//   + $signed(residual_i[e*EW +: EW]) + z2_i
// Fault:
//   - shift_b_q[l] = shift_a_q[l]
//   + shift_b_q[l] = par_i[hb_pkg::RECORD_SHIFT_LSB +: 6]
// Fault:
//   - total_q[e] = main_q[e] + side_q[e]
//   + total_q[e] = main_q[e] - side_q[e]
module prove_requant (
  input logic               clk_i,
  input logic               rst_ni,
  input logic               valid_i,
  input logic [3:0]         tag_i,
  input logic signed [31:0] value,
  input logic signed [31:0] bias,
  input logic [30:0]        mult,
  input logic [5:0]         shift,
  input logic signed [15:0] residual,
  input logic               residual_enable_i,
  input logic signed [15:0] zero_i,
  input logic signed [15:0] lo_i,
  input logic signed [15:0] hi_i,
  input logic [30:0]        m2_i,
  input logic signed [15:0] z2_i,
  input logic signed [63:0] any_sum
);

  // The operands without a valid are constant.
  logic [95:0] constants;
  logic [95:0] constants_q;
  assign constants = {residual_enable_i, zero_i, lo_i, hi_i, m2_i, z2_i};
  always_ff @(posedge clk_i) constants_q <= constants;

  logic         broadcast_i;
  logic [31:0]  value_i;
  logic [15:0]  residual_i;
  logic [127:0] par_i;
  logic         valid_o;
  logic [3:0]   tag_o;
  logic [15:0]  y_o;
  assign broadcast_i = 1'b0;
  assign value_i = value;
  assign residual_i = residual;
  assign par_i = {58'd0, shift, 1'b0, mult, bias};

  hb_requant #(.ELEMENTS(1), .LANES(1), .ACC_BITS(32), .TAG_BITS(4)) u_dut (.*);

  (* hierconn *) logic [4:0]         \u_dut.valid_q ;
  (* hierconn *) logic [19:0]        \u_dut.tag_q ;
  (* hierconn *) logic signed [32:0] \u_dut.gen_product.v_q[0] ;
  (* hierconn *) logic signed [16:0] \u_dut.gen_product.d_q[0] ;
  (* hierconn *) logic signed [31:0] \u_dut.gen_product.mult_a_q[0] ;
  (* hierconn *) logic signed [63:0] \u_dut.gen_product.main_q[0] ;
  (* hierconn *) logic signed [63:0] \u_dut.gen_product.side_q[0] ;
  (* hierconn *) logic signed [63:0] \u_dut.gen_product.total_q[0] ;
  (* hierconn *) logic signed [63:0] \u_dut.gen_product.shifted_q[0] ;
  (* hierconn *) logic [5:0]         \u_dut.gen_product.shift_a_q[0] ;
  (* hierconn *) logic [5:0]         \u_dut.gen_product.shift_b_q[0] ;
  (* hierconn *) logic [5:0]         \u_dut.gen_product.shift_c_q[0] ;
  (* hierconn *) logic               \u_dut.gen_product.shift_d_q[0] ;

  // The operands of the products are proven to be those of the formula, then multiplied here too.
  logic signed [32:0] v_q;
  logic signed [16:0] d_q;
  logic [30:0]        mult_q;
  logic signed [63:0] main_q;
  logic signed [63:0] side_q;
  logic [4:0]         valid_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[3:0], valid_i};
  end
  always_ff @(posedge clk_i) begin
    v_q <= value + bias;
    d_q <= residual - z2_i;
    mult_q <= mult;
    main_q <= \u_dut.gen_product.v_q[0] * \u_dut.gen_product.mult_a_q[0] ;
    side_q <= residual_enable_i ? \u_dut.gen_product.d_q[0] * $signed({1'b0, m2_i}) : 64'sd0;
  end

  // The formula of the rest, in as many bits as it takes.
  logic [5:0]         shift_1_q;
  logic [5:0]         shift_2_q;
  logic [5:0]         shift_3_q;
  logic [5:0]         shift_4_q;
  logic signed [65:0] sum_3_q;
  logic signed [65:0] sum_4_q;
  logic signed [65:0] near;
  logic signed [65:0] rounded;
  logic signed [65:0] result;
  logic signed [15:0] result_q;
  logic [19:0]        tags_q;
  always_comb begin
    // The last bit shifted out is not shifted out yet.
    near = sum_4_q >>> (shift_4_q - (shift_4_q != 6'd0));
    rounded = shift_4_q == 6'd0 ? near + zero_i : (near >>> 1) + zero_i + $signed({1'b0, near[0]});
    result = rounded < lo_i ? lo_i : rounded > hi_i ? hi_i : rounded;
  end
  always_ff @(posedge clk_i) begin
    tags_q <= {tags_q[15:0], tag_i};
    shift_1_q <= shift;
    shift_2_q <= shift_1_q;
    shift_3_q <= shift_2_q;
    shift_4_q <= shift_3_q;
    sum_3_q <= main_q + side_q;
    sum_4_q <= sum_3_q;
    result_q <= result[15:0];
  end

  // The first step of rounding, for every shift that a record may hold: 2^(shift-1) is one where
  // shift-1 bits are cut, and one in front of the last bit is that bit behind it.
  for (genvar s = 1; s < 63; s++) begin : gen_rounding
    logic signed [64:0] half_added;
    assign half_added = any_sum + (65'sd1 <<< (s - 1));
    always_comb assert (half_added >>> (s - 1) == (any_sum >>> (s - 1)) + 65'sd1);
  end
  always_comb begin
    assert ((any_sum + 65'sd1) >>> 1 == (any_sum >>> 1) + $signed({1'b0, any_sum[0]}));
  end

  function automatic logic fits(input logic signed [65:0] number);
    fits = number[65:63] == {3{number[63]}};
  endfunction

  always_comb begin
    assume (!$initstate || !rst_ni);
    assume ($initstate || constants == constants_q);
    assume (lo_i <= hi_i);
    assume (!valid_q[2] || fits(sum_3_q));
    assume (!valid_q[3] || (fits(sum_4_q) && fits(rounded)));
    assert (valid_o == valid_q[4]);
    assert (!valid_o || (y_o == result_q && tag_o == tags_q[19:16]));
    // What makes the above inductive.
    assert (\u_dut.valid_q == valid_q);
    for (int s = 0; s < 5; s++) begin
      assert (!valid_q[s] || \u_dut.tag_q [4*s +: 4] == tags_q[4*s +: 4]);
    end
    if (valid_q[0]) begin
      assert (\u_dut.gen_product.v_q[0] == v_q && \u_dut.gen_product.d_q[0] == d_q);
      assert (\u_dut.gen_product.mult_a_q[0] == {1'b0, mult_q});
      assert (\u_dut.gen_product.shift_a_q[0] == shift_1_q);
    end
    if (valid_q[1]) assert (\u_dut.gen_product.main_q[0] == main_q && \u_dut.gen_product.side_q[0] == side_q);
    if (valid_q[1]) assert (\u_dut.gen_product.shift_b_q[0] == shift_2_q);
    if (valid_q[2]) assert (\u_dut.gen_product.shift_c_q[0] == shift_3_q);
    if (valid_q[2]) assert (\u_dut.gen_product.total_q[0] == sum_3_q);
    if (valid_q[3]) assert (\u_dut.gen_product.shifted_q[0] == near[63:0]);
    if (valid_q[3]) assert (\u_dut.gen_product.shift_d_q[0] == (shift_4_q != 6'd0));
  end

endmodule
