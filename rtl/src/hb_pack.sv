// hb_pack: collects narrow words in ascending order and writes them as one wide word.
//
// Narrow word n of a wide word goes to place n mod 16. The wide word is written when its last place
// was filled, or behind the word with last_i, with an enable for each place that was filled.
//
// Latency: 1 cycle from the word that completes a wide word to its write.
// Throughput: one narrow word a cycle.
// Handshake: valid only, no back-pressure. Until a wide word is written, all words given belong to
//   it.
// Combinational paths: none.
module hb_pack #(
  parameter int WORD_BITS = 16
) (
  input  logic                               clk_i,
  input  logic                               rst_ni,
  input  logic                               valid_i,
  input  logic                               last_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]      waddr_i,
  input  logic [WORD_BITS-1:0]               word_i,
  output logic                               we_o,
  output logic [hb_pkg::WIDE_ADDR_WIDTH-1:0] waddr_o,
  output logic [15:0]                        enable_o,
  output logic [16*WORD_BITS-1:0]            wdata_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;

  logic [15:0] place;
  assign place = 16'd1 << waddr_i[3:0];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      we_o     <= 1'b0;
      waddr_o  <= '0;
      enable_o <= '0;
    end else begin
      we_o <= valid_i && (last_i || (&waddr_i[3:0]));
      if (valid_i) waddr_o <= waddr_i[AW-1:4];
      enable_o <= (we_o ? 16'd0 : enable_o) | (valid_i ? place : 16'd0);
    end
  end

  for (genvar i = 0; i < 16; i++) begin : gen_place
    always_ff @(posedge clk_i) begin
      if (valid_i && place[i]) wdata_o[i*WORD_BITS +: WORD_BITS] <= word_i;
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (rst_ni && valid_i && !we_o && enable_o != '0) assert (waddr_i[AW-1:4] == waddr_o);
  end
`endif

endmodule
