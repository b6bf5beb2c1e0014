// hb_leading_one: position of the highest one of a word, and the word shifted until it is on top.
//
// The number of zeros in front is found bit by bit, highest first: the word is shifted by 2^b
// exactly if its top 2^b bits are zero. A word without a one gives index 0, found_o low and a
// normal_o of zero.
//
// Latency: 0 cycles.
// Throughput: one word a cycle.
// Handshake: none.
// Combinational paths: value_i to every output.
module hb_leading_one #(
  parameter int WIDTH = 32
) (
  input  logic [WIDTH-1:0]             value_i,
  output logic                         found_o,
  output logic [hb_pkg::COL_WIDTH-1:0] index_o,
  output logic [WIDTH-1:0]             normal_o
);

  localparam int IW = hb_pkg::COL_WIDTH;
  localparam int LEVELS = $clog2(WIDTH);
  localparam int TOP_INDEX = WIDTH - 1;
  localparam logic [IW-1:0] TOP = TOP_INDEX[IW-1:0];

  logic [IW-1:0] zeros;

  always_comb begin
    normal_o = value_i;
    zeros = '0;
    for (int b = LEVELS - 1; b >= 0; b--) begin
      if ((normal_o >> (WIDTH - (1 << b))) == '0) begin
        normal_o = normal_o << (1 << b);
        zeros[b] = 1'b1;
      end
    end
  end

  assign found_o = value_i != '0;
  assign index_o = found_o ? TOP - zeros : '0;

endmodule
