//! Texts of the maintenance page.

use super::texts;

texts! {
    maintenance_title = "系统维护中", "Under maintenance";
    maintenance_body = "系统正在维护，请稍后再来，给您添麻烦了。此前已经提交成功的内容都在，不受影响。", "The system is being maintained; please come back a little later, and excuse the trouble. Whatever was taken before is safe.";
    maintenance_until(when) = "预计恢复时间：{when}。", "It is expected back at {when}.";
    maintenance_nothing_taken = "您刚才提交的内容没有收下，系统里没有留下任何记录。", "What you have just sent was not taken; nothing of it was kept.";
    maintenance_kept = "您写的内容还在下面。请不要关闭本页，维护结束后点“再交一次”。", "What you wrote is still here. Keep this page open, and send it again when the maintenance is over.";
    maintenance_written = "您写的内容", "What you wrote";
    maintenance_secret = "密码须重新输入：", "Type the password again:";
    maintenance_file = "文件须重新选择：", "Choose the file again:";
    maintenance_again = "再交一次", "Send it again";
}
