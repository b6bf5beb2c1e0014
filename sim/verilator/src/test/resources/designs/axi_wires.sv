// An AXI4 master that a test plays by hand: each signal of the bus is one of the test's.
module axi_wires #(
  parameter int WIDTH = 32
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic [1:0] awid,
  output logic [1:0] m_axi_awid,
  input  logic [31:0] awaddr,
  output logic [31:0] m_axi_awaddr,
  input  logic [7:0] awlen,
  output logic [7:0] m_axi_awlen,
  input  logic [2:0] awsize,
  output logic [2:0] m_axi_awsize,
  input  logic [1:0] awburst,
  output logic [1:0] m_axi_awburst,
  input  logic awvalid,
  output logic m_axi_awvalid,
  output logic awready,
  input  logic m_axi_awready,
  input  logic [WIDTH-1:0] wdata,
  output logic [WIDTH-1:0] m_axi_wdata,
  input  logic [WIDTH/8-1:0] wstrb,
  output logic [WIDTH/8-1:0] m_axi_wstrb,
  input  logic wlast,
  output logic m_axi_wlast,
  input  logic wvalid,
  output logic m_axi_wvalid,
  output logic wready,
  input  logic m_axi_wready,
  output logic [1:0] bid,
  input  logic [1:0] m_axi_bid,
  output logic [1:0] bresp,
  input  logic [1:0] m_axi_bresp,
  output logic bvalid,
  input  logic m_axi_bvalid,
  input  logic bready,
  output logic m_axi_bready,
  input  logic [1:0] arid,
  output logic [1:0] m_axi_arid,
  input  logic [31:0] araddr,
  output logic [31:0] m_axi_araddr,
  input  logic [7:0] arlen,
  output logic [7:0] m_axi_arlen,
  input  logic [2:0] arsize,
  output logic [2:0] m_axi_arsize,
  input  logic [1:0] arburst,
  output logic [1:0] m_axi_arburst,
  input  logic arvalid,
  output logic m_axi_arvalid,
  output logic arready,
  input  logic m_axi_arready,
  output logic [1:0] rid,
  input  logic [1:0] m_axi_rid,
  output logic [WIDTH-1:0] rdata,
  input  logic [WIDTH-1:0] m_axi_rdata,
  output logic [1:0] rresp,
  input  logic [1:0] m_axi_rresp,
  output logic rlast,
  input  logic m_axi_rlast,
  output logic rvalid,
  input  logic m_axi_rvalid,
  input  logic rready,
  output logic m_axi_rready
);
  assign m_axi_awid = awid;
  assign m_axi_awaddr = awaddr;
  assign m_axi_awlen = awlen;
  assign m_axi_awsize = awsize;
  assign m_axi_awburst = awburst;
  assign m_axi_awvalid = awvalid;
  assign awready = m_axi_awready;
  assign m_axi_wdata = wdata;
  assign m_axi_wstrb = wstrb;
  assign m_axi_wlast = wlast;
  assign m_axi_wvalid = wvalid;
  assign wready = m_axi_wready;
  assign bid = m_axi_bid;
  assign bresp = m_axi_bresp;
  assign bvalid = m_axi_bvalid;
  assign m_axi_bready = bready;
  assign m_axi_arid = arid;
  assign m_axi_araddr = araddr;
  assign m_axi_arlen = arlen;
  assign m_axi_arsize = arsize;
  assign m_axi_arburst = arburst;
  assign m_axi_arvalid = arvalid;
  assign arready = m_axi_arready;
  assign rid = m_axi_rid;
  assign rdata = m_axi_rdata;
  assign rresp = m_axi_rresp;
  assign rlast = m_axi_rlast;
  assign rvalid = m_axi_rvalid;
  assign m_axi_rready = rready;

  // Drivers are silent in a reset; nothing here needs a clock.
  logic unused;
  assign unused = ^{clk_i, rst_ni};
endmodule
