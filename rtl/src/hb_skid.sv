// hb_skid: cuts the paths of a ready/valid handshake in both directions, at full rate.
//
// A word waits in the output register; a second register takes the word that arrives in the cycle
// in which the receiver stops, before ready_o can tell the sender.
//
// Latency: 1 cycle from a word taken to valid_o.
// Throughput: one word a cycle.
// Handshake: ready/valid on both sides: once high, valid_o stays and data_o is stable until
//   ready_i. ready_o does not depend on valid_i.
// Combinational paths: none; ready_o and valid_o are registers.
module hb_skid #(
  parameter int WIDTH = 64
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             valid_i,
  output logic             ready_o,
  input  logic [WIDTH-1:0] data_i,
  output logic             valid_o,
  input  logic             ready_i,
  output logic [WIDTH-1:0] data_o
);

  logic [WIDTH-1:0] skid_q;
  logic             take;
  logic             leave;

  // The second register is full exactly while ready_o is low.
  assign take = valid_i && ready_o;
  assign leave = ready_i || !valid_o;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_o <= 1'b0;
      ready_o <= 1'b1;
    end else if (leave) begin
      valid_o <= take || !ready_o;
      ready_o <= 1'b1;
    end else if (take) begin
      ready_o <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (leave) begin
      data_o <= ready_o ? data_i : skid_q;
    end else if (take) begin
      skid_q <= data_i;
    end
  end

endmodule
