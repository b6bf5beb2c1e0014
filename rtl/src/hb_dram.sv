// hb_dram: leads the words of LOAD and STORE to a memory behind AXI4 where their command says so.
//
// A LOAD without the flag takes the in stream, a STORE without it gives to the out stream. With it
// the stretch of DRAM_ADDRESS and DRAM_BEATS, in beats of 8 bytes behind page base_i of 4 KiB, is
// read or written, in bursts of up to DMA_MAX_BURST beats; addresses wrap around. error_o is set
// by an error response and holds until clear_i; beats flow on. Without DRAM there is no master,
// all signals of the bus are low, and flags count as low.
//
// Latency: of the streams none. A read has its first beat L + 3 cycles after load_start_i, if the
//   memory takes L cycles from arready to it; store_done_o of a write follows its last response.
// Throughput: one beat a cycle each way.
// Handshake: load_start_i and store_start_i only while idle, with the command; AXI4-Stream on the
//   four streams; AXI4: once high, valid stays and what goes with it is stable until ready.
// Combinational paths: between the streams, from valid to valid and from ready to ready; none from
//   and to the bus.
module hb_dram #(
  parameter int DRAM = 1
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                clear_i,
  input  logic [hb_pkg::DRAM_BASE_WIDTH-1:0]  base_i,
  input  logic                                load_start_i,
  input  logic                                store_start_i,
  input  logic [hb_pkg::CMD_WIDTH-1:0]        cmd_i,
  input  logic [hb_pkg::STREAM_WIDTH-1:0]     s_axis_tdata,
  input  logic                                s_axis_tvalid,
  output logic                                s_axis_tready,
  output logic [hb_pkg::STREAM_WIDTH-1:0]     load_data_o,
  output logic                                load_valid_o,
  input  logic                                load_ready_i,
  input  logic [hb_pkg::STREAM_WIDTH-1:0]     store_data_i,
  input  logic                                store_last_i,
  input  logic                                store_valid_i,
  output logic                                store_ready_o,
  input  logic                                store_done_i,
  output logic                                store_done_o,
  output logic [hb_pkg::STREAM_WIDTH-1:0]     m_axis_tdata,
  output logic                                m_axis_tvalid,
  input  logic                                m_axis_tready,
  output logic                                m_axis_tlast,
  output logic                                starved_o,
  output logic                                blocked_o,
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
  output logic [hb_pkg::AXI_ADDR_WIDTH-1:0]   m_axi_awaddr,
  output logic [hb_pkg::AXI_LENGTH_WIDTH-1:0] m_axi_awlen,
  output logic [2:0]                          m_axi_awsize,
  output logic [1:0]                          m_axi_awburst,
  output logic                                m_axi_awvalid,
  input  logic                                m_axi_awready,
  output logic [hb_pkg::STREAM_WIDTH-1:0]     m_axi_wdata,
  output logic [hb_pkg::STREAM_WIDTH/8-1:0]   m_axi_wstrb,
  output logic                                m_axi_wlast,
  output logic                                m_axi_wvalid,
  input  logic                                m_axi_wready,
  input  logic [1:0]                          m_axi_bresp,
  input  logic                                m_axi_bvalid,
  output logic                                m_axi_bready
);

  assign m_axis_tdata = store_data_i;
  assign m_axis_tlast = store_last_i;

  if (DRAM != 0) begin : gen_dram
    logic [hb_pkg::AXI_ADDR_WIDTH-1:0]  address;
    logic [hb_pkg::DMA_BEATS_WIDTH-1:0] beats;
    logic                               flag;
    logic                               load_dram_q;
    logic                               store_dram_q;
    logic [hb_pkg::STREAM_WIDTH-1:0]    read_data;
    logic                               read_valid;
    logic                               read_busy;
    logic                               read_error;
    logic                               write_ready;
    logic                               write_busy;
    logic                               write_done;
    logic                               write_error;

    assign address = {cmd_i[hb_pkg::CMD_DRAM_ADDRESS_LSB +: hb_pkg::CMD_DRAM_ADDRESS_WIDTH], 3'd0}
        + {base_i, {hb_pkg::DRAM_PAGE_BITS{1'b0}}};
    assign beats = cmd_i[hb_pkg::CMD_DRAM_BEATS_LSB +: hb_pkg::CMD_DRAM_BEATS_WIDTH];
    assign flag = cmd_i[hb_pkg::CMD_DRAM_LSB];

    assign s_axis_tready = load_ready_i && !load_dram_q;
    assign load_data_o = load_dram_q ? read_data : s_axis_tdata;
    assign load_valid_o = load_dram_q ? read_valid : s_axis_tvalid;
    assign m_axis_tvalid = store_valid_i && !store_dram_q;
    assign store_ready_o = store_dram_q ? write_ready : m_axis_tready;
    assign store_done_o = store_dram_q ? write_done : store_done_i;
    assign starved_o = load_dram_q && load_ready_i && !read_valid;
    assign blocked_o = store_dram_q && store_valid_i && !write_ready;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        load_dram_q  <= 1'b0;
        store_dram_q <= 1'b0;
        error_o      <= 1'b0;
      end else begin
        if (load_start_i) load_dram_q <= flag;
        if (store_start_i) store_dram_q <= flag;
        // The units keep their error until they start again: it counts in their own transfer only.
        if (clear_i) begin
          error_o <= 1'b0;
        end else if ((read_busy && read_error) || ((write_busy || write_done) && write_error)) begin
          error_o <= 1'b1;
        end
      end
    end

    /* verilator lint_off PINCONNECTEMPTY */
    // Reason: the load unit counts its beats itself, and ends with the last of them.
    hb_dma_read #(
      .MAX_BURST  (hb_pkg::DMA_MAX_BURST),
      .OUTSTANDING(hb_pkg::DMA_OUTSTANDING)
    ) u_read (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .start_i      (load_start_i && flag),
      .address_i    (address),
      .beats_i      (beats),
      .busy_o       (read_busy),
      .done_o       (),
      .error_o      (read_error),
      .m_axi_araddr (m_axi_araddr),
      .m_axi_arlen  (m_axi_arlen),
      .m_axi_arsize (m_axi_arsize),
      .m_axi_arburst(m_axi_arburst),
      .m_axi_arvalid(m_axi_arvalid),
      .m_axi_arready(m_axi_arready),
      .m_axi_rdata  (m_axi_rdata),
      .m_axi_rresp  (m_axi_rresp),
      .m_axi_rlast  (m_axi_rlast),
      .m_axi_rvalid (m_axi_rvalid),
      .m_axi_rready (m_axi_rready),
      .m_axis_tdata (read_data),
      .m_axis_tvalid(read_valid),
      .m_axis_tready(load_dram_q && load_ready_i),
      .m_axis_tlast ()
    );
    /* verilator lint_on PINCONNECTEMPTY */

    hb_dma_write #(
      .MAX_BURST  (hb_pkg::DMA_MAX_BURST),
      .OUTSTANDING(hb_pkg::DMA_OUTSTANDING)
    ) u_write (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .start_i      (store_start_i && flag),
      .address_i    (address),
      .beats_i      (beats),
      .busy_o       (write_busy),
      .done_o       (write_done),
      .error_o      (write_error),
      .s_axis_tdata (store_data_i),
      .s_axis_tvalid(store_valid_i && store_dram_q),
      .s_axis_tready(write_ready),
      .m_axi_awaddr (m_axi_awaddr),
      .m_axi_awlen  (m_axi_awlen),
      .m_axi_awsize (m_axi_awsize),
      .m_axi_awburst(m_axi_awburst),
      .m_axi_awvalid(m_axi_awvalid),
      .m_axi_awready(m_axi_awready),
      .m_axi_wdata  (m_axi_wdata),
      .m_axi_wstrb  (m_axi_wstrb),
      .m_axi_wlast  (m_axi_wlast),
      .m_axi_wvalid (m_axi_wvalid),
      .m_axi_wready (m_axi_wready),
      .m_axi_bresp  (m_axi_bresp),
      .m_axi_bvalid (m_axi_bvalid),
      .m_axi_bready (m_axi_bready)
    );
  end else begin : gen_streams
    // verilator lint_off UNUSEDSIGNAL
    // Reason: the ports are for the master.
    logic unused;
    // verilator lint_on UNUSEDSIGNAL
    assign unused = clk_i ^ rst_ni ^ clear_i ^ (^base_i) ^ load_start_i ^ store_start_i ^ (^cmd_i)
        ^ m_axi_arready ^ (^m_axi_rdata) ^ (^m_axi_rresp) ^ m_axi_rlast ^ m_axi_rvalid
        ^ m_axi_awready ^ m_axi_wready ^ (^m_axi_bresp) ^ m_axi_bvalid;

    assign s_axis_tready = load_ready_i;
    assign load_data_o = s_axis_tdata;
    assign load_valid_o = s_axis_tvalid;
    assign m_axis_tvalid = store_valid_i;
    assign store_ready_o = m_axis_tready;
    assign store_done_o = store_done_i;
    assign starved_o = 1'b0;
    assign blocked_o = 1'b0;
    assign error_o = 1'b0;
    assign m_axi_araddr = '0;
    assign m_axi_arlen = '0;
    assign m_axi_arsize = '0;
    assign m_axi_arburst = '0;
    assign m_axi_arvalid = 1'b0;
    assign m_axi_rready = 1'b0;
    assign m_axi_awaddr = '0;
    assign m_axi_awlen = '0;
    assign m_axi_awsize = '0;
    assign m_axi_awburst = '0;
    assign m_axi_awvalid = 1'b0;
    assign m_axi_wdata = '0;
    assign m_axi_wstrb = '0;
    assign m_axi_wlast = 1'b0;
    assign m_axi_wvalid = 1'b0;
    assign m_axi_bready = 1'b0;
  end

endmodule
