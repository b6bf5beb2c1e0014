// hb_mem: on-chip memory with one write port and one read port.
//
// Latency: read data one cycle after the address; held while re_i is low.
// Throughput: one read and one write a cycle. A read and a write of one address in one cycle
//   return the old word.
// Handshake: none, both ports always accept. Addresses at or above DEPTH are forbidden.
// Combinational paths: none.
module hb_mem #(
  parameter int WIDTH = 64,
  parameter int DEPTH = 256
) (
  input  logic                          clk_i,
  input  logic                          we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0] waddr_i,
  input  logic [WIDTH-1:0]              wdata_i,
  input  logic                          re_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0] raddr_i,
  output logic [WIDTH-1:0]              rdata_o
);

  localparam int INDEX_BITS = (DEPTH > 1) ? $clog2(DEPTH) : 1;

  logic [WIDTH-1:0] mem [DEPTH];

  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i[INDEX_BITS-1:0]] <= wdata_i;
    if (re_i) rdata_o <= mem[raddr_i[INDEX_BITS-1:0]];
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (we_i) assert ({16'd0, waddr_i} < DEPTH);
    if (re_i) assert ({16'd0, raddr_i} < DEPTH);
  end
`endif

endmodule
