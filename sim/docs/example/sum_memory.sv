// Adds up 32-bit words of a memory. Registers: 0 the address, a multiple of 16; 4 the number of
// blocks of 16 bytes, whose write starts; 8 the sum. done_o is high while there is nothing to do.
module sum_memory (
  input  logic        clk_i,
  input  logic        rst_ni,
  output logic        done_o,
  // AXI4-Lite: one access at a time.
  input  logic [3:0]  s_axil_awaddr,
  input  logic        s_axil_awvalid,
  output logic        s_axil_awready,
  input  logic [31:0] s_axil_wdata,
  input  logic [3:0]  s_axil_wstrb,
  input  logic        s_axil_wvalid,
  output logic        s_axil_wready,
  output logic [1:0]  s_axil_bresp,
  output logic        s_axil_bvalid,
  input  logic        s_axil_bready,
  input  logic [3:0]  s_axil_araddr,
  input  logic        s_axil_arvalid,
  output logic        s_axil_arready,
  output logic [31:0] s_axil_rdata,
  output logic [1:0]  s_axil_rresp,
  output logic        s_axil_rvalid,
  input  logic        s_axil_rready,
  // AXI4: reads in bursts of four words.
  output logic [31:0] m_axi_araddr,
  output logic [7:0]  m_axi_arlen,
  output logic [2:0]  m_axi_arsize,
  output logic [1:0]  m_axi_arburst,
  output logic        m_axi_arvalid,
  input  logic        m_axi_arready,
  input  logic [31:0] m_axi_rdata,
  input  logic        m_axi_rlast,
  input  logic        m_axi_rvalid,
  output logic        m_axi_rready
);
  logic        write;
  logic [31:0] sum, to_ask, to_come;

  assign write = s_axil_awvalid && s_axil_wvalid && (&s_axil_wstrb) && !s_axil_bvalid;
  assign s_axil_awready = write;
  assign s_axil_wready = write;
  assign s_axil_arready = !s_axil_rvalid;
  assign s_axil_bresp = 2'b00;
  assign s_axil_rresp = 2'b00;
  assign m_axi_arlen = 8'd3;
  assign m_axi_arsize = 3'd2;
  assign m_axi_arburst = 2'b01;
  assign m_axi_arvalid = to_ask != 0;
  assign m_axi_rready = 1'b1;
  assign done_o = to_come == 0;

  always_ff @(posedge clk_i) begin
    if (m_axi_arvalid && m_axi_arready) begin
      m_axi_araddr <= m_axi_araddr + 16;
      to_ask       <= to_ask - 1;
    end
    if (m_axi_rvalid) sum <= sum + m_axi_rdata;
    if (m_axi_rvalid && m_axi_rlast) to_come <= to_come - 1;

    if (s_axil_bready) s_axil_bvalid <= 1'b0;
    if (write) s_axil_bvalid <= 1'b1;
    if (write && s_axil_awaddr == 0) m_axi_araddr <= s_axil_wdata;
    if (write && s_axil_awaddr == 4) {to_ask, to_come, sum} <= {s_axil_wdata, s_axil_wdata, 32'd0};

    if (s_axil_rready) s_axil_rvalid <= 1'b0;
    if (s_axil_arvalid && s_axil_arready) begin
      s_axil_rvalid <= 1'b1;
      s_axil_rdata  <= (s_axil_araddr == 8) ? sum : to_come;
    end
    if (!rst_ni) {to_ask, to_come, s_axil_bvalid, s_axil_rvalid} <= '0;
  end
endmodule
