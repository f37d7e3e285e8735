//! The folder of the built site has to be there when the program is compiled, or it would not find it later.

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    std::fs::create_dir_all("../site")
}
