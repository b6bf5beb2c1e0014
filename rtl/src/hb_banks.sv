// hb_banks: a memory and its side memory, each with a write and a read port, and all their users.
//
// Addresses from SIDE_BASE on are the side memory, which SIDE_DEPTH = 0 leaves out.
//
// Latency: read data one cycle after the address; a user's stay until the next read of the memory.
// Throughput: one read and one write a cycle and memory. A read and a write of one address in one
//   cycle return the old word.
// Handshake: none; in a cycle at most one reader and one writer of each memory. Addresses beyond
//   the depth are forbidden.
// Combinational paths: none.
module hb_banks #(
  parameter int WIDTH      = 64,
  parameter int DEPTH      = 256,
  parameter int SIDE_DEPTH = 16,
  parameter int WRITERS    = 2,
  parameter int READERS    = 3
) (
  input  logic                                  clk_i,
  input  logic [WRITERS-1:0]                    we_i,
  input  logic [WRITERS*hb_pkg::ADDR_WIDTH-1:0] waddr_i,
  input  logic [WRITERS*WIDTH-1:0]              wdata_i,
  input  logic [READERS-1:0]                    re_i,
  input  logic [READERS*hb_pkg::ADDR_WIDTH-1:0] raddr_i,
  output logic [READERS*WIDTH-1:0]              rdata_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int SW = hb_pkg::SIDE_ADDR_WIDTH;

  logic             main_we;
  logic [AW-1:0]    main_waddr;
  logic [WIDTH-1:0] main_wdata;
  logic             main_re;
  logic [AW-1:0]    main_raddr;
  logic [WIDTH-1:0] main_rdata;
  // verilator lint_off UNUSEDSIGNAL
  // Reason: there may be no side memory, and a read has no data to lead.
  logic             side_we;
  logic [AW-1:0]    side_waddr;
  logic [WIDTH-1:0] side_wdata;
  logic             side_re;
  logic [AW-1:0]    side_raddr;
  logic [1:0]       no_data;
  // verilator lint_on UNUSEDSIGNAL

  hb_bank_port #(
    .USERS(WRITERS),
    .WIDTH(WIDTH)
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

  hb_mem #(
    .WIDTH(WIDTH),
    .DEPTH(DEPTH)
  ) u_main (
    .clk_i  (clk_i),
    .we_i   (main_we),
    .waddr_i(main_waddr),
    .wdata_i(main_wdata),
    .re_i   (main_re),
    .raddr_i(main_raddr),
    .rdata_o(main_rdata)
  );

  if (SIDE_DEPTH != 0) begin : gen_side
    logic [WIDTH-1:0] side_rdata;
    hb_mem #(
      .WIDTH(WIDTH),
      .DEPTH(SIDE_DEPTH)
    ) u_side (
      .clk_i  (clk_i),
      .we_i   (side_we),
      .waddr_i(side_waddr),
      .wdata_i(side_wdata),
      .re_i   (side_re),
      .raddr_i(side_raddr),
      .rdata_o(side_rdata)
    );
    for (genvar r = 0; r < READERS; r++) begin : gen_reader
      logic side_q;
      always_ff @(posedge clk_i) begin
        if (re_i[r]) side_q <= &raddr_i[r*AW+SW +: AW-SW];
      end
      assign rdata_o[r*WIDTH +: WIDTH] = side_q ? side_rdata : main_rdata;
    end
  end else begin : gen_none
    assign rdata_o = {READERS{main_rdata}};
`ifndef SYNTHESIS
    always @(posedge clk_i) assert (!side_we && !side_re);
`endif
  end

endmodule
