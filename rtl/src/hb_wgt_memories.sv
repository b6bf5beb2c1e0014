// hb_wgt_memories: weight memory and side memory of a row array, both in one bank a lane.
//
// Two hb_wgt_banks behind those who write weights: LOADs, whole words at waddr_i, and the epilogue,
// turned rows at turned_waddr_i; see there. Addresses from SIDE_BASE on are the side memory, which
// SIDE_DEPTH = 0 leaves out. So weights are loaded into one while a product writes to the other.
//
// Latency: read data one cycle after the address; held until the next read of the lane.
// Throughput: one read a cycle and lane, and one write a memory. A read and a write of one address
//   in one cycle return the old word.
// Handshake: none; in a cycle at most one of the writes to each memory. Addresses beyond the depth
//   are forbidden.
// Combinational paths: none.
module hb_wgt_memories #(
  parameter int COLS       = 16,
  parameter int LANES      = 4,
  parameter int DEPTH      = 256,
  parameter int SIDE_DEPTH = 16
) (
  input  logic                                clk_i,
  input  logic                                we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]       waddr_i,
  input  logic [4*COLS*LANES-1:0]             wdata_i,
  input  logic                                column_we_i,
  input  logic                                row_we_i,
  input  logic [hb_pkg::ADDR_WIDTH-1:0]       turned_waddr_i,
  input  logic [hb_pkg::COL_WIDTH-1:0]        place_i,
  input  logic [hb_pkg::COL_WIDTH-1:0]        bank_i,
  input  logic [4*LANES-1:0]                  turned_i,
  input  logic [LANES-1:0]                    re_i,
  input  logic [hb_pkg::ADDR_WIDTH*LANES-1:0] raddr_i,
  output logic [4*COLS*LANES-1:0]             rdata_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int SW = hb_pkg::SIDE_ADDR_WIDTH;
  localparam int WIDTH = 4 * COLS;

  logic                  side_load;
  logic                  side_turned;
  logic                  main_we;
  logic [LANES-1:0]      side_read;
  logic [WIDTH*LANES-1:0] main_rdata;

  assign side_load = &waddr_i[AW-1:SW];
  assign side_turned = &turned_waddr_i[AW-1:SW];
  assign main_we = we_i && !side_load;

  for (genvar l = 0; l < LANES; l++) begin : gen_lane
    assign side_read[l] = &raddr_i[l*AW+SW +: AW-SW];
  end

  hb_wgt_banks #(
    .COLS (COLS),
    .LANES(LANES),
    .DEPTH(DEPTH)
  ) u_main (
    .clk_i      (clk_i),
    .we_i       (main_we),
    .column_we_i(column_we_i && !side_turned),
    .row_we_i   (row_we_i && !side_turned),
    .waddr_i    (main_we ? waddr_i : turned_waddr_i),
    .wdata_i    (wdata_i),
    .place_i    (place_i),
    .bank_i     (bank_i),
    .turned_i   (turned_i),
    .re_i       (re_i & ~side_read),
    .raddr_i    (raddr_i),
    .rdata_o    (main_rdata)
  );

  if (SIDE_DEPTH != 0) begin : gen_side
    logic                   side_we;
    logic [AW-1:0]          side_waddr;
    logic [AW*LANES-1:0]    side_raddr;
    logic [WIDTH*LANES-1:0] side_rdata;

    assign side_we = we_i && side_load;
    assign side_waddr = {{(AW-SW){1'b0}}, side_we ? waddr_i[SW-1:0] : turned_waddr_i[SW-1:0]};

    hb_wgt_banks #(
      .COLS (COLS),
      .LANES(LANES),
      .DEPTH(SIDE_DEPTH)
    ) u_side (
      .clk_i      (clk_i),
      .we_i       (side_we),
      .column_we_i(column_we_i && side_turned),
      .row_we_i   (row_we_i && side_turned),
      .waddr_i    (side_waddr),
      .wdata_i    (wdata_i),
      .place_i    (place_i),
      .bank_i     (bank_i),
      .turned_i   (turned_i),
      .re_i       (re_i & side_read),
      .raddr_i    (side_raddr),
      .rdata_o    (side_rdata)
    );

    for (genvar l = 0; l < LANES; l++) begin : gen_reader
      logic side_q;
      always_ff @(posedge clk_i) begin
        if (re_i[l]) side_q <= side_read[l];
      end
      assign side_raddr[l*AW +: AW] = {{(AW-SW){1'b0}}, raddr_i[l*AW +: SW]};
      assign rdata_o[l*WIDTH +: WIDTH] = side_q ? side_rdata[l*WIDTH +: WIDTH]
                                                : main_rdata[l*WIDTH +: WIDTH];
    end
  end else begin : gen_none
    assign rdata_o = main_rdata;
`ifndef SYNTHESIS
    always @(posedge clk_i) begin
      assert (!(we_i && side_load) && (re_i & side_read) == '0);
      assert (!((column_we_i || row_we_i) && side_turned));
    end
`endif
  end

endmodule
