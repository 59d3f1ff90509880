/* Takes every right to registry keys below HKEY_LOCAL_MACHINE from everybody: neither reg nor cmd can. */
#include <windows.h>
#include <sddl.h>
#include <stdio.h>

int main(int count, char **paths)
{
    SECURITY_DESCRIPTOR *nobody;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorA("D:P(D;;KA;;;WD)", SDDL_REVISION_1, (void **)&nobody, NULL)) {
        printf("descriptor: %lu\n", GetLastError());
        return 1;
    }
    for (int at = 1; at < count; at++) {
        HKEY key;
        LONG error = RegOpenKeyExA(HKEY_LOCAL_MACHINE, paths[at], 0, WRITE_DAC | KEY_WOW64_64KEY, &key);
        if (!error)
            error = RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, nobody);
        if (error) {
            printf("%s: %ld\n", paths[at], error);
            return 1;
        }
    }
    return 0;
}
