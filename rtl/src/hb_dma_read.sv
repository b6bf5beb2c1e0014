// hb_dma_read: AXI4 read master: a stretch of memory becomes a stream of 64-bit beats.
//
// Bursts are INCR of 8-byte beats and end at multiples of MAX_BURST beats, so none crosses 4 KiB;
// up to OUTSTANDING of them are on the bus. There is one id, which needs no signal: data come in
// order. error_o is set by a response other than OKAY and by an rlast in the wrong place, and holds
// until the next start_i; data stream on. A transfer of no beats, or to an address that is no
// multiple of 8, ends at once; the latter sets error_o.
//
// Latency: arvalid 2 cycles after start_i, tvalid 1 cycle after a beat was taken from the bus,
//   done_o 1 cycle after the final beat was taken from the stream. With L cycles from arready to
//   the first beat, and neither side ever pausing, done_o is beats + L + 3 cycles after start_i.
// Throughput: one beat a cycle if (OUTSTANDING - 1) * MAX_BURST > L.
// Handshake: start_i only while busy_o is low. AXI4, and AXI4-Stream with tlast on the final beat:
//   once high, valid stays and what goes with it is stable until ready; rready is high only while
//   beats are to come.
// Combinational paths: none from input to output.
module hb_dma_read #(
  parameter int MAX_BURST   = 16,
  parameter int OUTSTANDING = 4
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                start_i,
  input  logic [hb_pkg::AXI_ADDR_WIDTH-1:0]   address_i,
  input  logic [hb_pkg::DMA_BEATS_WIDTH-1:0]  beats_i,
  output logic                                busy_o,
  output logic                                done_o,
  output logic                                error_o,
  output logic [hb_pkg::AXI_ADDR_WIDTH-1:0]   m_axi_araddr,
  output logic [hb_pkg::AXI_LENGTH_WIDTH-1:0] m_axi_arlen,
  output logic [2:0]                          m_axi_arsize,
  output logic [1:0]                          m_axi_arburst,
  output logic                                m_axi_arvalid,
  input  logic                                m_axi_arready,
  input  logic [hb_pkg::STREAM_WIDTH-1:0]     m_axi_rdata,
  input  logic [1:0]                          m_axi_rresp,
  input  logic                                m_axi_rlast,
  input  logic                                m_axi_rvalid,
  output logic                                m_axi_rready,
  output logic [hb_pkg::STREAM_WIDTH-1:0]     m_axis_tdata,
  output logic                                m_axis_tvalid,
  input  logic                                m_axis_tready,
  output logic                                m_axis_tlast
);

  localparam int SW = hb_pkg::STREAM_WIDTH;
  localparam int LW = hb_pkg::AXI_LENGTH_WIDTH;

  logic misaligned;
  logic empty;
  logic accept;
  logic active;
  logic burst_end;
  logic final_beat;
  logic slice_ready;
  logic take;
  logic finish;

  assign misaligned = address_i[2:0] != 3'd0;
  assign empty = misaligned || beats_i == '0;
  assign accept = start_i && !empty;
  assign m_axi_arsize = hb_pkg::AXI_SIZE_8_BYTES;
  assign m_axi_arburst = hb_pkg::AXI_BURST_INCR;
  assign m_axi_rready = active && slice_ready;
  assign take = m_axi_rvalid && m_axi_rready;
  assign finish = m_axis_tvalid && m_axis_tready && m_axis_tlast;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_o  <= 1'b0;
      done_o  <= 1'b0;
      error_o <= 1'b0;
    end else begin
      done_o <= finish || (start_i && empty);
      if (accept) begin
        busy_o <= 1'b1;
      end else if (finish) begin
        busy_o <= 1'b0;
      end
      if (start_i) begin
        error_o <= misaligned;
      end else if (take && (m_axi_rresp != hb_pkg::AXI_OKAY || m_axi_rlast != burst_end)) begin
        error_o <= 1'b1;
      end
    end
  end

  /* verilator lint_off PINCONNECTEMPTY */
  // Reason: only the data of writes follow the bursts that were issued.
  hb_dma_bursts #(
    .MAX_BURST  (MAX_BURST),
    .OUTSTANDING(OUTSTANDING)
  ) u_bursts (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .start_i  (accept),
    .word_i   (address_i[hb_pkg::AXI_ADDR_WIDTH-1:3]),
    .beats_i  (beats_i),
    .retire_i (take && burst_end),
    .issue_o  (),
    .last_o   (),
    .valid_o  (m_axi_arvalid),
    .ready_i  (m_axi_arready),
    .address_o(m_axi_araddr),
    .length_o (m_axi_arlen)
  );
  /* verilator lint_on PINCONNECTEMPTY */

  hb_dma_beats #(
    .MAX_BURST(MAX_BURST)
  ) u_beats (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .start_i    (accept),
    .offset_i   (address_i[LW+2:3]),
    .beats_i    (beats_i),
    .step_i     (take),
    .active_o   (active),
    .burst_end_o(burst_end),
    .final_o    (final_beat)
  );

  hb_skid #(
    .WIDTH(SW + 1)
  ) u_slice (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(m_axi_rvalid && active),
    .ready_o(slice_ready),
    .data_i ({final_beat, m_axi_rdata}),
    .valid_o(m_axis_tvalid),
    .ready_i(m_axis_tready),
    .data_o ({m_axis_tlast, m_axis_tdata})
  );

endmodule
