// hb_bank_port: leads the users of a kind of port to the main and to the side memory of a bank.
//
// A user names its address in the space of both memories; that in the side memory counts from
// SIDE_BASE. The scoreboard lets one user at a time have a memory: this selects, it does not
// arbitrate.
//
// Latency: 0.
// Throughput: one access a cycle and memory.
// Handshake: none; in a cycle at most one user of each memory.
// Combinational paths: every input to every output.
module hb_bank_port #(
  parameter int USERS = 2,
  parameter int WIDTH = 1
) (
  // verilator lint_off UNUSEDSIGNAL
  // Reason: the clock is for the assertion only.
  input  logic                                clk_i,
  // verilator lint_on UNUSEDSIGNAL
  input  logic [USERS-1:0]                    use_i,
  input  logic [USERS*hb_pkg::ADDR_WIDTH-1:0] addr_i,
  input  logic [USERS*WIDTH-1:0]              data_i,
  output logic                                main_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]       main_addr_o,
  output logic [WIDTH-1:0]                    main_data_o,
  output logic                                side_o,
  output logic [hb_pkg::ADDR_WIDTH-1:0]       side_addr_o,
  output logic [WIDTH-1:0]                    side_data_o
);

  localparam int AW = hb_pkg::ADDR_WIDTH;
  localparam int SW = hb_pkg::SIDE_ADDR_WIDTH;

  // Users of either memory.
  logic [USERS-1:0] side;
  logic [USERS-1:0] main;
  for (genvar u = 0; u < USERS; u++) begin : gen_user
    assign side[u] = use_i[u] && (&addr_i[u*AW+SW +: AW-SW]);
  end
  assign main = use_i & ~side;
  assign main_o = main != '0;
  assign side_o = side != '0;

  always_comb begin
    main_addr_o = '0;
    side_addr_o = '0;
    main_data_o = '0;
    side_data_o = '0;
    for (int unsigned u = 0; u < USERS; u++) begin
      if (side[u]) begin
        side_addr_o = {{(AW-SW){1'b0}}, addr_i[u*AW +: SW]};
        side_data_o = data_i[u*WIDTH +: WIDTH];
      end
      if (main[u]) begin
        main_addr_o = addr_i[u*AW +: AW];
        main_data_o = data_i[u*WIDTH +: WIDTH];
      end
    end
  end

`ifndef SYNTHESIS
  localparam logic [USERS-1:0] ONE = 1;
  always @(posedge clk_i) begin
    assert ((main & (main - ONE)) == '0 && (side & (side - ONE)) == '0);
  end
`endif

endmodule
