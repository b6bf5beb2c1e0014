// hb_reduce: the sum, the greatest or the least of the words of a group, element by element.
//
// Words come in groups: first_i with the first of a group, end_i with its last, one word may be
// both. Without kind_i every word is a group and passes as it is.
//
// Latency: 0, the result of a group stands beside its last word.
// Throughput: one word a cycle.
// Handshake: valid only. kind_i stays for all words of a group.
// Combinational paths: valid_i, kind_i, first_i, end_i and value_i to valid_o and value_o.
module hb_reduce #(
  parameter int ELEMENTS = 8,
  parameter int ACC_BITS = 24
) (
  input  logic                                clk_i,
  input  logic                                valid_i,
  input  logic [hb_pkg::CMD_REDUCE_WIDTH-1:0] kind_i,
  input  logic                                first_i,
  input  logic                                end_i,
  input  logic [ELEMENTS*ACC_BITS-1:0]        value_i,
  output logic                                valid_o,
  output logic [ELEMENTS*ACC_BITS-1:0]        value_o
);

  logic [ELEMENTS*ACC_BITS-1:0] so_far_q;
  logic                         reduces;

  assign reduces = kind_i != hb_pkg::REDUCE_NONE;
  assign valid_o = valid_i && (end_i || !reduces);

  for (genvar e = 0; e < ELEMENTS; e++) begin : gen_element
    logic signed [ACC_BITS-1:0] value;
    logic signed [ACC_BITS-1:0] so_far;
    logic signed [ACC_BITS-1:0] result;
    logic                       greater;

    assign value = value_i[e*ACC_BITS +: ACC_BITS];
    assign so_far = so_far_q[e*ACC_BITS +: ACC_BITS];
    assign greater = value > so_far;
    always_comb begin
      result = value;
      if (reduces && !first_i) begin
        if (kind_i == hb_pkg::REDUCE_SUM) result = so_far + value;
        else if (greater != (kind_i == hb_pkg::REDUCE_MAX)) result = so_far;
      end
    end
    assign value_o[e*ACC_BITS +: ACC_BITS] = result;
  end

  always_ff @(posedge clk_i) begin
    if (valid_i && reduces) so_far_q <= value_o;
  end

endmodule
