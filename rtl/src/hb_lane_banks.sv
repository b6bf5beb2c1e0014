// hb_lane_banks: activation memory in one bank a lane, each of which is read at its own address.
//
// Units that know narrow words only read all banks as one. A wide word of a bank is 16 codes of
// CODE_BITS, those that 16 consecutive narrow words have for its lane: narrow word n is code n mod
// 16 of wide word n / 16 in every bank, lane 0 lowest.
//
// Latency: read data one cycle after the address; both kinds of data are held until the next read
//   of their bank.
// Throughput: one read a cycle and bank, and one narrow write. A read and a write of one address in
//   one cycle return the old word.
// Handshake: none, all ports always accept; re_i and lane_re_i not in one cycle. Addresses at or
//   above DEPTH narrow words are forbidden.
// Combinational paths: none.
module hb_lane_banks #(
  parameter int LANES     = 4,
  parameter int CODE_BITS = 4,
  parameter int DEPTH     = 256
) (
  input  logic                                      clk_i,
  input  logic                                      we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             waddr_i,
  input  logic [LANES*CODE_BITS-1:0]                wdata_i,
  input  logic                                      re_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]             raddr_i,
  output logic [LANES*CODE_BITS-1:0]                rdata_o,
  input  logic [LANES-1:0]                          lane_re_i,
  input  logic [LANES*hb_pkg::WIDE_ADDR_WIDTH-1:0]  lane_raddr_i,
  output logic [LANES*16*CODE_BITS-1:0]             lane_rdata_o
);

  localparam int WIDE = hb_pkg::WIDE_WORDS;
  localparam int WIDTH = WIDE * CODE_BITS;
  localparam int WIDE_DEPTH = DEPTH / WIDE;
  localparam int INDEX_BITS = (WIDE_DEPTH > 1) ? $clog2(WIDE_DEPTH) : 1;
  localparam int DW = hb_pkg::WIDE_ADDR_WIDTH;

  // Which code of the wide words the last narrow read was for.
  logic [3:0] place_q;

  always_ff @(posedge clk_i) begin
    if (re_i) place_q <= raddr_i[3:0];
  end

  for (genvar l = 0; l < LANES; l++) begin : gen_bank
    logic [WIDTH-1:0] mem [WIDE_DEPTH];
    logic [WIDTH-1:0] rdata_q;
    logic             re;
    logic [DW-1:0]    raddr;

    assign re = re_i || lane_re_i[l];
    assign raddr = re_i ? raddr_i[4 +: DW] : lane_raddr_i[l*DW +: DW];

    always_ff @(posedge clk_i) begin
      // One port, whose codes are enabled one by one.
      if (we_i) begin
        mem[waddr_i[4 +: INDEX_BITS]][{28'd0, waddr_i[3:0]} * CODE_BITS +: CODE_BITS]
            <= wdata_i[l*CODE_BITS +: CODE_BITS];
      end
      if (re) rdata_q <= mem[raddr[INDEX_BITS-1:0]];
    end

    assign lane_rdata_o[l*WIDTH +: WIDTH] = rdata_q;
    assign rdata_o[l*CODE_BITS +: CODE_BITS] = rdata_q[{28'd0, place_q} * CODE_BITS +: CODE_BITS];

`ifndef SYNTHESIS
    always @(posedge clk_i) begin
      if (re) assert ({20'd0, raddr} < WIDE_DEPTH);
      if (we_i) assert ({16'd0, waddr_i} < WIDE_DEPTH * WIDE);
      assert (!(re_i && lane_re_i[l]));
    end
`endif
  end

endmodule
