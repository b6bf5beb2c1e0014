package dev.halfbyte.conformance.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.conformance.crash.CrashCase;
import dev.halfbyte.conformance.crash.CrashFolder;
import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.subject.Subjects;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Select;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Campaigns on subjects that are right or wrong by construction.
class CampaignTest {
  private static final int MOST_OPS = 5;

  @TempDir Path folder;

  @Test
  void jobsDoNotChangeWhatIsTried() throws Exception {
    Score one = run(plan(240, 1, right()), 0, new Score(), new Quiet()).score();
    Score three = run(plan(240, 3, right()), 0, new Score(), new Quiet()).score();
    assertEquals(one.recipes(), three.recipes());
    assertEquals(one.coverage(), three.coverage());
    assertEquals(counts(one), counts(three));
    Plan other = new Plan(240, 8, right(), recipes(), 1, folder, 10, 0);
    assertFalse(one.coverage().equals(run(other, 0, new Score(), new Quiet()).score().coverage()));
  }

  @Test
  void anInterruptedCampaignGoesOnWhereItStopped() throws Exception {
    Plan plan = plan(240, 1, right());
    Path state = folder.resolve("state.json");
    Campaign.Listener interrupting =
        new Quiet() {
          @Override
          public void reached(long next, Score score) throws IOException {
            new Checkpoint(plan.words(), "code", next, score).write(state);
            throw new IOException("interrupted");
          }
        };
    try {
      run(plan, 0, new Score(), interrupting);
    } catch (IOException stopped) {
      assertEquals("interrupted", stopped.getMessage());
    }
    Checkpoint kept = Checkpoint.read(state).orElseThrow();
    assertTrue(kept.next() > 0 && kept.next() < 240, "stopped at " + kept.next());
    assertTrue(kept.fits(plan.words(), "code"));
    assertFalse(kept.fits(plan.words(), "other code"));
    assertFalse(kept.fits(plan(241, 1, right()).words(), "code"));
    Score resumed = run(plan, kept.next(), kept.score(), new Quiet()).score();
    Score whole = run(plan, 0, new Score(), new Quiet()).score();
    assertEquals(whole.coverage(), resumed.coverage());
    assertEquals(counts(whole), counts(resumed));
  }

  @Test
  void aTornStateFileIsNoState() throws IOException {
    Path state = Files.writeString(folder.resolve("state.json"), "{\"plan\": ");
    assertEquals(Optional.empty(), Checkpoint.read(state));
  }

  @ParameterizedTest
  @ValueSource(classes = {Select.class, Reduce.class})
  void aWrongSubjectIsFoundShrunkAndReplayed(Class<? extends Op> kind) throws Exception {
    Subjects wrong = subjects(new WrongSubject(kind));
    Plan plan = new Plan(400, 3, wrong, recipes(), 1, folder, 1, 2000);
    List<Crash> crashes = new ArrayList<>();
    Campaign.Result result =
        run(
            plan,
            0,
            new Score(),
            new Quiet() {
              @Override
              public void crashed(Crash crash) {
                crashes.add(crash);
              }
            });
    assertEquals(1, result.crashes().size());
    assertEquals(result.crashes(), crashes);
    Path where = crashes.getFirst().folder();
    CrashCase crash = CrashFolder.read(where);
    assertTrue(crash.ops() <= MOST_OPS, crash.ops() + " ops");
    assertEquals(crashes.getFirst().ops(), crash.ops());
    assertEquals(crashes.getFirst().finding(), crash.finding());
    assertEquals(Optional.of(crashes.getFirst().origin()), crash.origin());
    assertTrue(Files.isExecutable(where.resolve("replay")));
    try (Subject subject = wrong.open().getFirst()) {
      Verdict verdict = Judge.judge(crash.trial(), Judge.expected(crash.trial()), subject);
      assertEquals(crash.finding(), verdict.finding().orElseThrow());
    }
  }

  private static Campaign.Result run(Plan plan, long start, Score before, Campaign.Listener to)
      throws IOException, InterruptedException {
    return Campaign.run(plan, start, before, to);
  }

  private Plan plan(long programs, int jobs, Subjects subjects) {
    return new Plan(programs, 7, subjects, recipes(), jobs, folder, 10, 0);
  }

  private static List<Recipe> recipes() {
    return List.of(Recipe.FLOATS, Recipe.INTEGERS, Recipe.MIXED);
  }

  private static Subjects right() {
    return Subjects.all(new Subjects.Options(false)).only(List.of("jvm"));
  }

  private static Subjects subjects(Subject subject) {
    TreeMap<String, java.util.function.Function<Subjects.Options, Subject>> factories =
        new TreeMap<>(Map.of(subject.name(), _ -> subject));
    return new Subjects(factories, new Subjects.Options(false));
  }

  private static Map<String, List<Long>> counts(Score score) {
    Map<String, List<Long>> counts = new TreeMap<>();
    score
        .tallies()
        .forEach((name, tally) ->
            counts.put(
                name,
                List.of(tally.programs(), tally.executions(), tally.findings(), tally.refusals())));
    return counts;
  }

  /// Listens and keeps nothing.
  private static class Quiet implements Campaign.Listener {
    @Override
    public void tried() {
      // Nothing to show.
    }

    @Override
    public void reached(long next, Score score) throws IOException {
      // Nothing to keep.
    }

    @Override
    public void crashed(Crash crash) {
      throw new AssertionError(crash.finding().what());
    }
  }
}
