// hb_exp2: 2^(-d / 16) in units of 2^-14 for LANES distances d: sixteen mantissas, shifted.
//
// The mantissa of d mod 16 is rounded, its shift by d / 16 is not: W of the softmax in
// compiler/docs/numerics.md, section 10.
//
// Latency: 0 cycles.
// Throughput: LANES weights a cycle.
// Handshake: none.
// Combinational paths: distance_i to weight_o.
module hb_exp2 #(
  parameter int LANES = 4
) (
  input  logic [LANES*hb_pkg::DISTANCE_WIDTH-1:0] distance_i,
  output logic [LANES*hb_pkg::WEIGHT_WIDTH-1:0]   weight_o
);

  localparam int DW = hb_pkg::DISTANCE_WIDTH;
  localparam int WW = hb_pkg::WEIGHT_WIDTH;

  // round(2^14 * 2^(-f / 16)) for the sixteenths f from 15 down.
  localparam logic [16*WW-1:0] MANTISSAS = {
    15'd8555, 15'd8933, 15'd9329, 15'd9742,
    15'd10173, 15'd10624, 15'd11094, 15'd11585,
    15'd12098, 15'd12634, 15'd13193, 15'd13777,
    15'd14387, 15'd15024, 15'd15689, 15'd16384
  };

  for (genvar l = 0; l < LANES; l++) begin : gen_lane
    logic [WW-1:0] mantissa;
    assign mantissa = MANTISSAS[WW*distance_i[l*DW +: 4] +: WW];
    assign weight_o[l*WW +: WW] = mantissa >> distance_i[l*DW+4 +: DW-4];
  end

endmodule
