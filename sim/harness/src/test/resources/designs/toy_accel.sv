// An accelerator of three commands with the bus interface of the real one, to test the harness by itself.
// Command words: 0 opcode, 1 beats, 2 byte to add. Opcodes: 0 END, 1 copy `beats` beats from in to out adding the byte to
// each of their bytes, 2 drop `beats` beats, 3 wait for ever, other: error.
module toy_accel #(
  parameter int CMD_DEPTH = 4
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [63:0] s_axis_tdata,
  input  logic        s_axis_tvalid,
  output logic        s_axis_tready,
  input  logic        s_axis_tlast,
  output logic [63:0] m_axis_tdata,
  output logic        m_axis_tvalid,
  input  logic        m_axis_tready,
  output logic        m_axis_tlast,
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
  input  logic        s_axil_rready,
  output logic        irq_o
);
  logic [31:0] command [CMD_DEPTH * 16];
  logic        busy, done, error;
  logic [63:0] cycles, starved;
  logic [31:0] pc, moved, opcode, beats, addend;

  assign opcode = command[pc * 16];
  assign beats  = command[pc * 16 + 1];
  assign addend = command[pc * 16 + 2];
  assign irq_o  = done;

  logic copying, dropping, write, read;
  assign copying       = busy && opcode == 1 && moved != beats;
  assign dropping      = busy && opcode == 2 && moved != beats;
  assign m_axis_tvalid = copying && s_axis_tvalid;
  assign m_axis_tlast  = moved + 1 == beats;
  assign s_axis_tready = dropping || (copying && m_axis_tready);
  always_comb begin
    for (int i = 0; i < 8; i++) m_axis_tdata[8*i +: 8] = s_axis_tdata[8*i +: 8] + addend[7:0];
  end

  // What the units do, for those who watch: unit 0 copies, a byte is a product.
  logic [1:0] unit_busy;
  logic       waiting;
  logic [3:0] products, skipped;
  assign unit_busy = {dropping, copying};
  logic [31:0] following;
  logic [1:0]  unit_start;
  assign following  = command[pc * 16 + 16];
  assign unit_start = busy && moved == beats ? {following == 2, following == 1} : 2'b00;
  assign waiting   = 1'b0;
  assign products  = m_axis_tvalid && m_axis_tready ? 4'd8 : 4'd0;
  assign skipped   = dropping && s_axis_tvalid ? 4'd8 : 4'd0;

  assign write = s_axil_awvalid && s_axil_wvalid && !s_axil_bvalid;
  assign read  = s_axil_arvalid && !s_axil_rvalid;
  assign s_axil_awready = write;
  assign s_axil_wready  = write;
  assign s_axil_arready = read;
  assign s_axil_bresp   = 2'b00;
  assign s_axil_rresp   = 2'b00;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      {busy, done, error, s_axil_bvalid, s_axil_rvalid} <= '0;
      {cycles, starved, pc, moved} <= '0;
    end else begin
      if (s_axil_bready) s_axil_bvalid <= 1'b0;
      if (s_axil_rready) s_axil_rvalid <= 1'b0;
      if (write) begin
        s_axil_bvalid <= 1'b1;
        if (s_axil_awaddr[15]) command[s_axil_awaddr[14:2]] <= s_axil_wdata;
        else if (s_axil_awaddr == 16'h0 && s_axil_wdata[0]) busy <= 1'b1;
      end
      if (read) begin
        s_axil_rvalid <= 1'b1;
        case (s_axil_araddr)
          16'h04:  s_axil_rdata <= {29'd0, error, done, busy};
          16'h10:  s_axil_rdata <= cycles[31:0];
          16'h14:  s_axil_rdata <= cycles[63:32];
          16'h18:  s_axil_rdata <= starved[31:0];
          16'h1c:  s_axil_rdata <= starved[63:32];
          default: s_axil_rdata <= 32'd0;
        endcase
      end
      if (busy) begin
        cycles <= cycles + 1;
        if (s_axis_tready && !s_axis_tvalid) starved <= starved + 1;
        if (opcode == 0 || opcode > 3) begin
          busy  <= 1'b0;
          done  <= 1'b1;
          error <= opcode != 0;
        end else if (opcode != 3) begin
          if (s_axis_tvalid && s_axis_tready) moved <= moved + 1;
          if (moved == beats) begin
            moved <= '0;
            pc    <= pc + 1;
          end
        end
      end
    end
  end
endmodule
