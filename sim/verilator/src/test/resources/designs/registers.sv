// Four 32-bit registers behind AXI4-Lite; addresses from 0x10 on answer SLVERR, 0x20 on never answer. With FICKLE, answers
// are taken back after a cycle, which AXI4-Lite forbids.
module registers #(
  parameter bit FICKLE = 1'b0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [15:0] s_axil_awaddr,
  input  logic        s_axil_awvalid,
  output logic        s_axil_awready,
  input  logic [31:0] s_axil_wdata,
  input  logic [3:0]  s_axil_wstrb,
  input  logic        s_axil_wvalid,
  output logic        s_axil_wready,
  output logic [1:0]  s_axil_bresp,
  output logic        s_axil_bvalid,
  input  logic        s_axil_bready,
  input  logic [15:0] s_axil_araddr,
  input  logic        s_axil_arvalid,
  output logic        s_axil_arready,
  output logic [31:0] s_axil_rdata,
  output logic [1:0]  s_axil_rresp,
  output logic        s_axil_rvalid,
  input  logic        s_axil_rready
);
  logic [31:0] store [4];

  logic write, read;
  assign write = s_axil_awvalid && s_axil_wvalid && !s_axil_bvalid && s_axil_awaddr < 16'h20;
  assign read  = s_axil_arvalid && !s_axil_rvalid && s_axil_araddr < 16'h20;
  assign s_axil_awready = write;
  assign s_axil_wready  = write;
  assign s_axil_arready = read;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      s_axil_bvalid <= 1'b0;
      s_axil_rvalid <= 1'b0;
    end else begin
      if (s_axil_bready || FICKLE) s_axil_bvalid <= 1'b0;
      if (s_axil_rready || FICKLE) s_axil_rvalid <= 1'b0;
      if (write) begin
        if (&s_axil_wstrb && s_axil_awaddr < 16'h10) store[s_axil_awaddr[3:2]] <= s_axil_wdata;
        s_axil_bvalid <= 1'b1;
        s_axil_bresp  <= s_axil_awaddr < 16'h10 ? 2'b00 : 2'b10;
      end
      if (read) begin
        s_axil_rdata  <= store[s_axil_araddr[3:2]];
        s_axil_rvalid <= 1'b1;
        s_axil_rresp  <= s_axil_araddr < 16'h10 ? 2'b00 : 2'b10;
      end
    end
  end
endmodule
