// hb_log2: 16 log2(x / 2^POINT), to the nearest whole number, of an x of at least 2^POINT.
//
// x comes as the index of its highest one and the seven bits below it, which are read as the middle
// of the numbers that begin with them: L of the softmax in compiler/docs/numerics.md, section 10.
//
// Latency: 0 cycles.
// Throughput: one number a cycle.
// Handshake: none.
// Combinational paths: index_i and fraction_i to log_o.
module hb_log2 #(
  parameter int POINT = 14
) (
  input  logic [hb_pkg::LOG_WIDTH-5:0]          index_i,
  input  logic [hb_pkg::LOG_FRACTION_WIDTH-1:0] fraction_i,
  output logic [hb_pkg::LOG_WIDTH-1:0]          log_o
);

  localparam int LW = hb_pkg::LOG_WIDTH;
  localparam int OW = LW - 4;

  // round(16 log2(1 + (f + 1/2) / 128)) for the fractions f from 127 down.
  localparam logic [128*5-1:0] SIXTEENTHS = {
    5'd16, 5'd16, 5'd16, 5'd16, 5'd16, 5'd15, 5'd15, 5'd15,
    5'd15, 5'd15, 5'd15, 5'd15, 5'd15, 5'd15, 5'd15, 5'd15,
    5'd14, 5'd14, 5'd14, 5'd14, 5'd14, 5'd14, 5'd14, 5'd14,
    5'd14, 5'd14, 5'd13, 5'd13, 5'd13, 5'd13, 5'd13, 5'd13,
    5'd13, 5'd13, 5'd13, 5'd13, 5'd12, 5'd12, 5'd12, 5'd12,
    5'd12, 5'd12, 5'd12, 5'd12, 5'd12, 5'd11, 5'd11, 5'd11,
    5'd11, 5'd11, 5'd11, 5'd11, 5'd11, 5'd11, 5'd10, 5'd10,
    5'd10, 5'd10, 5'd10, 5'd10, 5'd10, 5'd10, 5'd10, 5'd9,
    5'd9, 5'd9, 5'd9, 5'd9, 5'd9, 5'd9, 5'd9, 5'd8,
    5'd8, 5'd8, 5'd8, 5'd8, 5'd8, 5'd8, 5'd8, 5'd7,
    5'd7, 5'd7, 5'd7, 5'd7, 5'd7, 5'd7, 5'd6, 5'd6,
    5'd6, 5'd6, 5'd6, 5'd6, 5'd6, 5'd6, 5'd5, 5'd5,
    5'd5, 5'd5, 5'd5, 5'd5, 5'd4, 5'd4, 5'd4, 5'd4,
    5'd4, 5'd4, 5'd4, 5'd3, 5'd3, 5'd3, 5'd3, 5'd3,
    5'd3, 5'd2, 5'd2, 5'd2, 5'd2, 5'd2, 5'd2, 5'd1,
    5'd1, 5'd1, 5'd1, 5'd1, 5'd1, 5'd0, 5'd0, 5'd0
  };

  logic [OW-1:0] octaves;

  assign octaves = index_i - POINT[OW-1:0];
  assign log_o = {octaves, 4'd0} + {{(LW-5){1'b0}}, SIXTEENTHS[5*fraction_i +: 5]};

endmodule
