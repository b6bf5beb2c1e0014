// prove_leading_one: for every word of a width that is no power of two, hb_leading_one finds what a
// search from below finds, and shifts it to the top.
//
// Unit: hb_leading_one
// Steps: 1
// Fault:
//   - WIDTH - (1 << b)
//   + WIDTH - 1 - (1 << b)
// Fault:
//   - b >= 0
//   + b > 0
// Fault:
//   - zeros[b] = 1'b1
//   + zeros[b] = normal_o[WIDTH-1]
// Fault:
//   - found_o ? TOP - zeros : '0
//   + TOP - zeros
module prove_leading_one (
  input logic [43:0] value_i
);

  logic        found_o;
  logic [7:0]  index_o;
  logic [43:0] normal_o;

  hb_leading_one #(.WIDTH(44)) u_dut (.*);

  logic       found;
  logic [7:0] index;
  always_comb begin
    found = 1'b0;
    index = 8'd0;
    for (int b = 0; b < 44; b++) begin
      if (value_i[b]) begin
        found = 1'b1;
        index = b;
      end
    end
    assert (found_o == found);
    assert (index_o == index);
    assert (normal_o == value_i << (8'd43 - index));
  end

endmodule
