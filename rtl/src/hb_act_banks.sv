// hb_act_banks: activation memory and side memory of a row array, both in one bank a lane.
//
// Two hb_lane_banks behind all their users: those of narrow words, and the lanes of the array, each
// of which reads wide words at an address of its own. Narrow addresses from SIDE_BASE on are the
// side memory, which SIDE_DEPTH = 0 leaves out, wide ones from SIDE_BASE / 16 on.
//
// Latency: read data one cycle after the address; a user's stay until the next read of their bank.
// Throughput: one read a cycle and bank, and one narrow write a memory. A read and a write of one
//   address in one cycle return the old word.
// Handshake: none; in a cycle at most one writer of each memory, and one reader of each of its
//   banks. Addresses beyond the depth are forbidden.
// Combinational paths: none.
module hb_act_banks #(
  parameter int LANES      = 4,
  parameter int CODE_BITS  = 4,
  parameter int DEPTH      = 256,
  parameter int SIDE_DEPTH = 16,
  parameter int WRITERS    = 4,
  parameter int READERS    = 2
) (
  input  logic                                     clk_i,
  input  logic [WRITERS-1:0]                       we_i,
  input  logic [WRITERS*hb_pkg::ADDR_WIDTH-1:0]    waddr_i,
  input  logic [WRITERS*LANES*CODE_BITS-1:0]       wdata_i,
  input  logic [READERS-1:0]                       re_i,
  input  logic [READERS*hb_pkg::ADDR_WIDTH-1:0]    raddr_i,
  output logic [READERS*LANES*CODE_BITS-1:0]       rdata_o,
  input  logic [LANES-1:0]                         lane_re_i,
  input  logic [LANES*hb_pkg::WIDE_ADDR_WIDTH-1:0] lane_raddr_i,
  output logic [LANES*16*CODE_BITS-1:0]            lane_rdata_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int SW = hb_pkg::SIDE_ADDR_WIDTH;
  localparam int DW = hb_pkg::WIDE_ADDR_WIDTH;
  localparam int SDW = SW + DW - AW;
  localparam int NARROW = LANES * CODE_BITS;
  localparam int WIDE = hb_pkg::WIDE_WORDS * CODE_BITS;

  logic                  main_we;
  logic [AW-1:0]         main_waddr;
  logic [NARROW-1:0]     main_wdata;
  logic                  main_re;
  logic [AW-1:0]         main_raddr;
  logic [NARROW-1:0]     main_rdata;
  logic [LANES-1:0]      lane_side;
  logic [LANES*WIDE-1:0] main_lane_rdata;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: there may be no side memory, and a read has no data to lead.
  logic                  side_we;
  logic [AW-1:0]         side_waddr;
  logic [NARROW-1:0]     side_wdata;
  logic                  side_re;
  logic [AW-1:0]         side_raddr;
  logic [1:0]            no_data;
  // verilator lint_on UNUSEDSIGNAL

  hb_bank_port #(
    .USERS(WRITERS),
    .WIDTH(NARROW)
  ) u_write (
    .clk_i      (clk_i),
    .use_i      (we_i),
    .addr_i     (waddr_i),
    .data_i     (wdata_i),
    .main_o     (main_we),
    .main_addr_o(main_waddr),
    .main_data_o(main_wdata),
    .side_o     (side_we),
    .side_addr_o(side_waddr),
    .side_data_o(side_wdata)
  );

  hb_bank_port #(
    .USERS(READERS),
    .WIDTH(1)
  ) u_read (
    .clk_i      (clk_i),
    .use_i      (re_i),
    .addr_i     (raddr_i),
    .data_i     ({READERS{1'b0}}),
    .main_o     (main_re),
    .main_addr_o(main_raddr),
    .main_data_o(no_data[0]),
    .side_o     (side_re),
    .side_addr_o(side_raddr),
    .side_data_o(no_data[1])
  );

  for (genvar l = 0; l < LANES; l++) begin : gen_lane
    assign lane_side[l] = &lane_raddr_i[l*DW+SDW +: DW-SDW];
  end

  hb_lane_banks #(
    .LANES    (LANES),
    .CODE_BITS(CODE_BITS),
    .DEPTH    (DEPTH)
  ) u_main (
    .clk_i       (clk_i),
    .we_i        (main_we),
    .waddr_i     (main_waddr),
    .wdata_i     (main_wdata),
    .re_i        (main_re),
    .raddr_i     (main_raddr),
    .rdata_o     (main_rdata),
    .lane_re_i   (lane_re_i & ~lane_side),
    .lane_raddr_i(lane_raddr_i),
    .lane_rdata_o(main_lane_rdata)
  );

  if (SIDE_DEPTH != 0) begin : gen_side
    logic [NARROW-1:0]     side_rdata;
    logic [LANES*DW-1:0]   side_lane_raddr;
    logic [LANES*WIDE-1:0] side_lane_rdata;

    hb_lane_banks #(
      .LANES    (LANES),
      .CODE_BITS(CODE_BITS),
      .DEPTH    (SIDE_DEPTH)
    ) u_side (
      .clk_i       (clk_i),
      .we_i        (side_we),
      .waddr_i     (side_waddr),
      .wdata_i     (side_wdata),
      .re_i        (side_re),
      .raddr_i     (side_raddr),
      .rdata_o     (side_rdata),
      .lane_re_i   (lane_re_i & lane_side),
      .lane_raddr_i(side_lane_raddr),
      .lane_rdata_o(side_lane_rdata)
    );

    for (genvar r = 0; r < READERS; r++) begin : gen_reader
      logic side_q;
      always_ff @(posedge clk_i) begin
        if (re_i[r]) side_q <= &raddr_i[r*AW+SW +: AW-SW];
      end
      assign rdata_o[r*NARROW +: NARROW] = side_q ? side_rdata : main_rdata;
    end

    for (genvar l = 0; l < LANES; l++) begin : gen_lane_reader
      logic side_q;
      always_ff @(posedge clk_i) begin
        if (lane_re_i[l]) side_q <= lane_side[l];
      end
      assign side_lane_raddr[l*DW +: DW] = {{(DW-SDW){1'b0}}, lane_raddr_i[l*DW +: SDW]};
      assign lane_rdata_o[l*WIDE +: WIDE] = side_q ? side_lane_rdata[l*WIDE +: WIDE]
                                                   : main_lane_rdata[l*WIDE +: WIDE];
    end
  end else begin : gen_none
    assign rdata_o = {READERS{main_rdata}};
    assign lane_rdata_o = main_lane_rdata;
`ifndef SYNTHESIS
    always @(posedge clk_i) assert (!side_we && !side_re && (lane_re_i & lane_side) == '0);
`endif
  end

endmodule
